// GNU readline and its history as one module.
#pragma once
#include <stdio.h>

#include <readline/readline.h>
#include <readline/history.h>
