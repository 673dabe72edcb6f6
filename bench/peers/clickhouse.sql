-- From staged Parquet files to the answer in ClickHouse alone, as one who knows it well would write it for one clean day: no state, no
-- other dates, no tests, nothing that a reader could rely on while it runs. The parameter day is set; each "-- load: table" is sent
-- with that table's file in its body.

-- step: tables
create table update_events (date Date32, vehicle_id LowCardinality(String), updated_at DateTime64(6, 'UTC') codec(Delta, ZSTD), lat Nullable(Float64) codec(ZSTD), long Nullable(Float64) codec(ZSTD), located_at Nullable(DateTime64(6, 'UTC')) codec(Delta, ZSTD), organization_id LowCardinality(String)) partition by date order by (organization_id, vehicle_id, updated_at);
create table register_events (date Date32, vehicle_id LowCardinality(String), registered_at DateTime64(6, 'UTC'), organization_id LowCardinality(String)) partition by date order by (organization_id, vehicle_id, registered_at);
create table deregister_events (date Date32, vehicle_id LowCardinality(String), deregistered_at DateTime64(6, 'UTC'), organization_id LowCardinality(String)) partition by date order by (organization_id, vehicle_id, deregistered_at);
create table create_events (date Date32, operating_period_id LowCardinality(String), created_at DateTime64(6, 'UTC'), start DateTime64(6, 'UTC'), finish DateTime64(6, 'UTC'), organization_id LowCardinality(String)) partition by date order by (organization_id, operating_period_id);
create table delete_events (date Date32, operating_period_id LowCardinality(String), deleted_at DateTime64(6, 'UTC'), start Nullable(DateTime64(6, 'UTC')), finish Nullable(DateTime64(6, 'UTC')), organization_id LowCardinality(String)) partition by date order by (organization_id, operating_period_id);

-- step: load update_events
insert into update_events select {day:Date32}, * from input('vehicle_id String, updated_at DateTime64(6, \'UTC\'), lat Nullable(Float64), long Nullable(Float64), located_at Nullable(DateTime64(6, \'UTC\')), organization_id String') format Parquet;

-- step: load register_events
insert into register_events select {day:Date32}, * from input('vehicle_id String, registered_at DateTime64(6, \'UTC\'), organization_id String') format Parquet;

-- step: load deregister_events
insert into deregister_events select {day:Date32}, * from input('vehicle_id String, deregistered_at DateTime64(6, \'UTC\'), organization_id String') format Parquet;

-- step: load create_events
insert into create_events select {day:Date32}, * from input('operating_period_id String, created_at DateTime64(6, \'UTC\'), start DateTime64(6, \'UTC\'), finish DateTime64(6, \'UTC\'), organization_id String') format Parquet;

-- step: load delete_events
insert into delete_events select {day:Date32}, * from input('operating_period_id String, deleted_at DateTime64(6, \'UTC\'), start Nullable(DateTime64(6, \'UTC\')), finish Nullable(DateTime64(6, \'UTC\')), organization_id String') format Parquet;

-- step: model vehicle_operation_metadata
create table vehicle_operation_metadata order by (organization_id, vehicle_id, operating_period_id, operation_start) as
with stays as (
  select
    r.organization_id as organization_id,
    r.vehicle_id as vehicle_id,
    min(r.registered_at) as stay_start,
    if(d.deregistered_at > r.registered_at, d.deregistered_at, toDateTime64('2299-12-31', 6, 'UTC')) as stay_finish
  from register_events as r
  asof left join deregister_events as d
    on d.organization_id = r.organization_id
    and d.vehicle_id = r.vehicle_id
    and d.deregistered_at > r.registered_at
  group by organization_id, vehicle_id, stay_finish
),
periods as (
  select c.organization_id as organization_id, c.operating_period_id as operating_period_id, c.start as start, c.finish as finish
  from (
    select * from create_events
    order by created_at desc, start desc, finish desc
    limit 1 by organization_id, operating_period_id
  ) as c
  left join (select organization_id, operating_period_id, max(deleted_at) as deleted_at from delete_events group by all) as d
    on d.organization_id = c.organization_id and d.operating_period_id = c.operating_period_id
  where d.deleted_at < c.created_at
)
select
  {day:Date32} as date,
  s.vehicle_id as vehicle_id,
  p.operating_period_id as operating_period_id,
  greatest(s.stay_start, p.start, toDateTime64({day:Date32}, 6, 'UTC')) as operation_start,
  least(s.stay_finish, p.finish, toDateTime64({day:Date32} + 1, 6, 'UTC')) as operation_finish,
  s.organization_id as organization_id
from stays as s
inner join periods as p on p.organization_id = s.organization_id
where operation_start < operation_finish;

-- step: model vehicle_position_data
-- geoDistance() and greatCircleDistance() are of single precision and other radii.
create table vehicle_position_data order by (organization_id, vehicle_id, updated_at) as
select
  date,
  vehicle_id,
  updated_at,
  assumeNotNull(lat) as lat,
  assumeNotNull(long) as long,
  if(place = 1, 0, 2 * 6371008.8 * asin(least(1, sqrt(
    pow(sin(radians(lat - previous_lat) / 2), 2) + cos(radians(previous_lat)) * cos(radians(lat)) * pow(sin(radians(long - previous_long) / 2), 2)
  )))) as driven_meters,
  if(place = 1, null, (toUnixTimestamp64Micro(updated_at) - toUnixTimestamp64Micro(previous_at)) / 1e6) as seconds_since_previous,
  organization_id
from (
  select
    *,
    row_number() over vehicle as place,
    lagInFrame(updated_at) over vehicle as previous_at,
    lagInFrame(assumeNotNull(lat)) over vehicle as previous_lat,
    lagInFrame(assumeNotNull(long)) over vehicle as previous_long
  from update_events
  where lat is not null
  window vehicle as (partition by organization_id, vehicle_id order by updated_at, lat, long rows between unbounded preceding and current row)
);

-- step: model vehicle_daily_distance
create table vehicle_daily_distance order by (organization_id, vehicle_id) as
select date, vehicle_id, organization_id, count() as positions, sum(driven_meters) as driven_meters
from vehicle_position_data
group by all;

-- step: model operating_period_distance
create table operating_period_distance order by (organization_id, operating_period_id, vehicle_id) as
select
  m.date as date,
  m.operating_period_id as operating_period_id,
  m.vehicle_id as vehicle_id,
  m.organization_id as organization_id,
  countIf(p.updated_at >= m.operation_start and p.updated_at < m.operation_finish) as positions,
  sumIf(p.driven_meters, p.updated_at >= m.operation_start and p.updated_at < m.operation_finish) as driven_meters
from vehicle_operation_metadata as m
left join vehicle_position_data as p on p.organization_id = m.organization_id and p.vehicle_id = m.vehicle_id
group by all;
