"""`make bench`: a class start on our hub and on a stock one, on one machine in one run."""
