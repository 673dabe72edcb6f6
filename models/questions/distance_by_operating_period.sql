-- question: How far does a vehicle drive on average in each operating period?
-- One row a period of an organization: its vehicles, their positions and the metres of an average one.
select
  organization_id,
  operating_period_id,
  count(*) as vehicles,
  sum(positions) as positions,
  avg(m) as average_meters
from (
  select
    organization_id,
    operating_period_id,
    vehicle_id,
    sum(positions) as positions,
    sum(driven_meters) as m
  from operating_period_distance
  group by organization_id, operating_period_id, vehicle_id
) as t
group by organization_id, operating_period_id
order by organization_id, operating_period_id
