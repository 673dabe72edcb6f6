-- model: vehicle_operation_metadata
-- description: which vehicle was in operation in which operating period, day by day
-- reads: register_events ..0
-- reads: deregister_events ..0
-- reads: create_events all
-- reads: delete_events all
-- columns:
--   date date
--   vehicle_id text
--   operating_period_id text
--   operation_start timestamp
--   operation_finish timestamp
--   organization_id text
-- partition by: date
-- order by: organization_id, vehicle_id, operating_period_id, operation_start
-- joins: within a shard
-- test: not_null date, vehicle_id, operating_period_id, operation_start, operation_finish, organization_id
-- test: unique organization_id, vehicle_id, operating_period_id, operation_start
-- test: references organization_id, vehicle_id in register_events
-- test: references organization_id, operating_period_id in create_events
-- test: query "an operation ends after it starts": select * from {{ this }} where operation_finish <= operation_start
-- test: query "an operation lies within its day":
--   select t.* from (select x.*, {{ add_days(x.date, 1) }} as next_date from {{ this }} as x) as t
--   where t.operation_start < {{ start_of_day(t.date) }} or t.operation_finish > {{ start_of_day(t.next_date) }}

with vehicle_changes as (
  select
    r.organization_id as organization_id,
    r.vehicle_id as vehicle_id,
    r.registered_at as changed_at,
    1 as is_register
  from {{ register_events }} as r
  union all
  select
    d.organization_id as organization_id,
    d.vehicle_id as vehicle_id,
    d.deregistered_at as changed_at,
    0 as is_register
  from {{ deregister_events }} as d
),
-- Read backwards in time, a register before a deregister of the same instant, so that only later ones end a stay.
next_deregisters as (
  select
    c.organization_id as organization_id,
    c.vehicle_id as vehicle_id,
    c.changed_at as changed_at,
    c.is_register as is_register,
    min(case when c.is_register = 0 then c.changed_at end) over (
      partition by c.organization_id, c.vehicle_id
      order by c.changed_at desc, c.is_register desc
      rows between unbounded preceding and current row
    ) as deregistered_at
  from vehicle_changes as c
),
stays as (
  select
    n.organization_id as organization_id,
    n.vehicle_id as vehicle_id,
    min(n.changed_at) as stay_start,
    n.deregistered_at as stay_finish
  from next_deregisters as n
  where n.is_register = 1
  group by n.organization_id, n.vehicle_id, n.deregistered_at
),
creates as (
  select
    c.organization_id as organization_id,
    c.operating_period_id as operating_period_id,
    c.created_at as created_at,
    c.start as period_start,
    c.finish as period_finish,
    row_number() over (
      partition by c.organization_id, c.operating_period_id
      order by c.created_at desc, c.start desc, c.finish desc
    ) as newest
  from {{ create_events }} as c
),
deletes as (
  select
    d.organization_id as organization_id,
    d.operating_period_id as operating_period_id,
    max(d.deleted_at) as deleted_at
  from {{ delete_events }} as d
  group by d.organization_id, d.operating_period_id
),
periods as (
  select
    c.organization_id as organization_id,
    c.operating_period_id as operating_period_id,
    c.period_start as period_start,
    c.period_finish as period_finish
  from creates as c
  left join deletes as d
    on d.organization_id = c.organization_id
    and d.operating_period_id = c.operating_period_id
  where c.newest = 1
    and (d.deleted_at is null or d.deleted_at < c.created_at)
),
next_days as (
  select
    d.date as date,
    {{ add_days(d.date, 1) }} as next_date
  from {{ dates }} as d
),
days as (
  select
    n.date as date,
    {{ start_of_day(n.date) }} as day_start,
    {{ start_of_day(n.next_date) }} as day_finish
  from next_days as n
),
stay_days as (
  select
    d.date as date,
    s.organization_id as organization_id,
    s.vehicle_id as vehicle_id,
    greatest(s.stay_start, d.day_start) as stay_start,
    least(coalesce(s.stay_finish, d.day_finish), d.day_finish) as stay_finish
  from stays as s
  cross join days as d
  where s.stay_start < d.day_finish
    and coalesce(s.stay_finish, d.day_finish) > d.day_start
),
operations as (
  select
    s.date as date,
    s.vehicle_id as vehicle_id,
    p.operating_period_id as operating_period_id,
    greatest(s.stay_start, p.period_start) as operation_start,
    least(s.stay_finish, p.period_finish) as operation_finish,
    s.organization_id as organization_id
  from stay_days as s
  inner join periods as p
    on p.organization_id = s.organization_id
)
select
  o.date as date,
  o.vehicle_id as vehicle_id,
  o.operating_period_id as operating_period_id,
  o.operation_start as operation_start,
  o.operation_finish as operation_finish,
  o.organization_id as organization_id
from operations as o
where o.operation_start < o.operation_finish
