-- question: How many vehicles were on the road each day, and how far did they drive?
select
  date,
  count(*) as vehicles,
  sum(positions) as positions,
  sum(driven_meters) as driven_meters,
  avg(driven_meters) as average_meters
from vehicle_daily_distance
group by date
order by date
