-- question: What is the average distance travelled by our vehicles during an operating period?
-- The metres of each vehicle in each period over all its days, then their average; a vehicle that sent no position counts with 0.
select
  avg(m) as average_meters,
  count(*) as vehicles_in_periods
from (
  select
    organization_id,
    operating_period_id,
    vehicle_id,
    sum(driven_meters) as m
  from operating_period_distance
  group by organization_id, operating_period_id, vehicle_id
) as t
