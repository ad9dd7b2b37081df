// libedit (BSD licence), which offers readline's functions under readline's names.
#pragma once
#include <stdio.h>

#include <editline/readline.h>
