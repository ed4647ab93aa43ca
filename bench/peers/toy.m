-- The toy allocator for rumur, a Murphi: N threads, R rounds of take, mark, clear, give back; a template to fill in.
-- sed 's/@N@/4/; s/@R@/2/; s/@THREADS@/1..N/' toy.m | rumur --deadlock-detection off --threads 1 -o toy.c &&
-- gcc -std=c11 -O3 -mcx16 -o toy toy.c -lpthread && ./toy
--
-- With scalarset(N) for 1..N, states that differ only by which thread is which count as one.
-- A section is one step; the locks, which could never be seen held, are left out. The peer of ../programs/toy.ts.
-- Deadlock detection is off since the state in which all threads are done would be reported as one.

const
  N: @N@;
  R: @R@;

type
  Thread: @THREADS@;
  Slot: 1..N;
  Place: enum { TO_TAKE, TO_MARK, TO_CLEAR, TO_GIVE, DONE };

var
  taken: array [Slot] of boolean;
  mark: array [Slot] of Thread; -- undefined: nobody
  place: array [Thread] of Place;
  round: array [Thread] of 0..R;
  slot: array [Thread] of Slot; -- undefined: none

startstate begin
  for s: Slot do
    taken[s] := false;
    undefine mark[s];
  end;
  for t: Thread do
    place[t] := TO_TAKE;
    round[t] := 0;
    undefine slot[t];
  end;
end;

ruleset t: Thread do

  rule "take" place[t] = TO_TAKE ==>
  var s: Slot;
  begin
    s := 1;
    while taken[s] do
      s := s + 1; -- of N slots at most N - 1 are taken; a value beyond the last is an error
    end;
    taken[s] := true;
    slot[t] := s;
    place[t] := TO_MARK;
  end;

  rule "mark" place[t] = TO_MARK ==>
  begin
    assert isundefined(mark[slot[t]]) "a slot is handed out twice";
    mark[slot[t]] := t;
    place[t] := TO_CLEAR;
  end;

  rule "clear" place[t] = TO_CLEAR ==>
  begin
    assert mark[slot[t]] = t "a slot was marked by another";
    undefine mark[slot[t]];
    place[t] := TO_GIVE;
  end;

  rule "give" place[t] = TO_GIVE ==>
  begin
    taken[slot[t]] := false;
    undefine slot[t];
    round[t] := round[t] + 1;
    if round[t] < R then
      place[t] := TO_TAKE;
    else
      place[t] := DONE;
    end;
  end;

end;
