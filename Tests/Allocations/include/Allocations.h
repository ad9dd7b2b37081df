// Counts the allocations of a thread, so that a test can prove that there were none.
#pragma once

/// How often the calling thread has asked for memory since it began.
unsigned long allocations_of_this_thread(void);
