"""The sums behind every judgement: intervals, charts, comparisons, clocks. Plain values in, plain values out.

No store, no window. Modules import the standard library only; where a grid is needed numpy is imported inside the
function. What is undefined is ``None``, never 0 and never an exception.
"""
