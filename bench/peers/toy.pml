/* The toy allocator for SPIN: N threads, R rounds of take, mark, clear, give back; the peer of bench/programs/toy.ts.
 * spin -DN=4 -DR=2 [-DFINE] [-DEXIT] -a toy.pml && gcc -O2 -DSAFETY -DNOREDUCE -o pan pan.c && ./pan -m100000 -w26
 *
 * Without FINE a section is one step, and the locks, which could never be seen held, are left out. With FINE the lock
 * and the section's body are one step, which waits while the lock is held, and the unlock is another.
 * Without EXIT a thread that is done stays at its last location, so SPIN's states are the program's own. With EXIT it
 * ends as a process: SPIN removes ended processes in the reverse order of their creation, and counts those steps too.
 */
#ifndef N
#define N 4
#endif
#ifndef R
#define R 2
#endif

bool taken[N];
byte mark[N]; /* 0: nobody, else the owner's number, 1..N */

#ifdef FINE
bool heldA, heldB;
#define LOCK(held) !held -> held = true
#define UNLOCK(held) held = false;
#else
#define LOCK(held) skip
#define UNLOCK(held)
#endif

#define OWNER (_pid + 1)

active [N] proctype thread() {
  byte slot, round;

  do
  :: d_step {
       LOCK(heldA);
       do
       :: taken[slot] -> slot++ /* of N slots at most N - 1 are taken; an index beyond the last is an error */
       :: else -> break
       od;
       taken[slot] = true
     }
     UNLOCK(heldA)
     d_step {
       LOCK(heldB);
       assert(mark[slot] == 0);
       mark[slot] = OWNER
     }
     UNLOCK(heldB)
     d_step {
       LOCK(heldB);
       assert(mark[slot] == OWNER);
       mark[slot] = 0
     }
     UNLOCK(heldB)
#ifdef FINE
     d_step {
       LOCK(heldA);
       taken[slot] = false;
       slot = 0
     }
#endif
     atomic { /* not d_step, which may not be jumped out of */
#ifdef FINE
       UNLOCK(heldA)
#else
       taken[slot] = false;
       slot = 0;
#endif
       round++;
       if
       :: round < R
       :: else -> break
       fi
     }
  od;

#ifndef EXIT
end:
  false
#endif
}
