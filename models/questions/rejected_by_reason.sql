-- question: How many lines were rejected each day, and why?
-- The date is the source date; the object is one to look at.
select
  date,
  reason,
  count(*) as rejected_lines,
  min(source_object) as an_object
from rejected_events
group by date, reason
order by date, rejected_lines desc, reason
