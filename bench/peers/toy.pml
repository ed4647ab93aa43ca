/* The toy allocator for SPIN: N threads, R rounds of take, mark, clear, give back; the peer of ../programs/toy.ts.
 * spin -DN=4 -DR=2 [-DFINE] -a toy.pml && gcc -O2 -DSAFETY -DNOREDUCE -o pan pan.c && ./pan -m1000000 -w26
 *
 * Without FINE a section is one step, and the locks, which could never be seen held, are left out. With FINE the lock
 * and the section's body are one step, which waits while the lock is held, and the unlock is another. SPIN's states are
 * then the program's own: a thread that is done stays where it is, and nothing but the sections and unlocks is a step.
 *
 * USUAL writes it as is usual in Promela: init runs the threads, the loop's test is a step of its own, and a process
 * that is done ends, to be removed, by a step more, after all that were started later. This has more states.
 * FINER, with USUAL, makes each of lock, body, unlock and counting the round a step.
 * STALE, with USUAL, lets a thread remember the slot that it gave back until it takes the next.
 */
#ifndef N
#define N 4
#endif
#ifndef R
#define R 2
#endif

bool taken[N];
byte mark[N]; /* 0: nobody, else the owner's number, 1..N */

#define LOCK_BEFORE(held)
#define LOCK_WITHIN(held)
#define UNLOCK(held)

#if defined(FINE) || defined(FINER)
bool heldA, heldB;
#undef UNLOCK
#define UNLOCK(held) held = false;
#ifdef FINER
#undef LOCK_BEFORE
#define LOCK_BEFORE(held) atomic { !held -> held = true };
#else
#undef LOCK_WITHIN
#define LOCK_WITHIN(held) !held -> held = true;
#endif
#endif

/* Of N slots at most N - 1 are taken here, and an index beyond the last is an error. */
#define TAKE slot = 0; do :: taken[slot] -> slot++ :: else -> break od; taken[slot] = true
#define MARK assert(mark[slot] == 0); mark[slot] = owner
#define CLEAR assert(mark[slot] == owner); mark[slot] = 0

#ifdef STALE
#define GIVE taken[slot] = false
#else
#define GIVE taken[slot] = false; slot = 0
#endif

#ifndef USUAL

#if defined(FINER) || defined(STALE)
#error FINER and STALE need USUAL
#endif

#define owner (_pid + 1)

active [N] proctype thread() {
  byte slot, round;

  do
  :: d_step { LOCK_WITHIN(heldA) TAKE }
     UNLOCK(heldA)
     d_step { LOCK_WITHIN(heldB) MARK }
     UNLOCK(heldB)
     d_step { LOCK_WITHIN(heldB) CLEAR }
     UNLOCK(heldB)
#ifdef FINE
     d_step { LOCK_WITHIN(heldA) GIVE }
#endif
     atomic { /* not d_step, which may not be jumped out of */
#ifdef FINE
       UNLOCK(heldA)
#else
       GIVE;
#endif
       round++;
       if
       :: round < R
       :: else -> break
       fi
     }
  od;

end:
  false
}

#else

proctype thread(byte owner) {
  byte slot, round;

  do
  :: round < R ->
     LOCK_BEFORE(heldA)
     d_step { LOCK_WITHIN(heldA) TAKE }
     UNLOCK(heldA)
     LOCK_BEFORE(heldB)
     d_step { LOCK_WITHIN(heldB) MARK }
     UNLOCK(heldB)
     LOCK_BEFORE(heldB)
     d_step { LOCK_WITHIN(heldB) CLEAR }
     UNLOCK(heldB)
     LOCK_BEFORE(heldA)
#ifdef FINER
     d_step { GIVE }
     UNLOCK(heldA)
     round++
#else
     d_step { LOCK_WITHIN(heldA) GIVE; round++ }
     UNLOCK(heldA)
#endif
  :: else -> break
  od
}

init {
  atomic {
    byte owner = 1;
    do
    :: owner <= N -> run thread(owner); owner++
    :: else -> break
    od
  }
}

#endif
