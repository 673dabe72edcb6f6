-- From event files to the answer in ClickHouse alone, as one who knows it well would write it for one clean day: no contract, no
-- line numbers, no state, no other dates. Its tables and models are those of clickhouse.sql. It runs in an empty folder on a new
-- database; the parameters source (the files) and day are set.

-- step: raw
-- data stays the text that it was: an object read into a String is not read any further.
insert into function file('raw/event={_partition_id}/part-00000.parquet', Parquet, 'event String, "on" String, "at" DateTime64(6, \'UTC\'), data String, organization_id String, source_object String')
partition by event
select event, "on", "at", data, organization_id, _file
from file({source:String}, JSONEachRow, 'event String, "on" String, "at" DateTime64(6, \'UTC\'), data String, organization_id String')
settings date_time_input_format = 'best_effort', output_format_parquet_compression_method = 'zstd', output_format_parquet_row_group_size = 122880;

-- step: stage
insert into function file('staging/update_events/part-00000.parquet', Parquet)
select distinct
  d.id as vehicle_id,
  "at" as updated_at,
  d.location.lat as lat,
  d.location.lng as long,
  parseDateTime64BestEffortOrNull(d.location.at, 6, 'UTC') as located_at,
  organization_id
from (
  select "at", organization_id, JSONExtract(data, 'Tuple(id String, location Tuple(lat Nullable(Float64), lng Nullable(Float64), at String))') as d
  from file('raw/event=update/*.parquet')
  where "on" = 'vehicle'
)
order by vehicle_id, updated_at;

insert into function file('staging/register_events/part-00000.parquet', Parquet)
select distinct JSONExtractString(data, 'id') as vehicle_id, "at" as registered_at, organization_id
from file('raw/event=register/*.parquet')
where "on" = 'vehicle'
order by vehicle_id, registered_at;

insert into function file('staging/deregister_events/part-00000.parquet', Parquet)
select distinct JSONExtractString(data, 'id') as vehicle_id, "at" as deregistered_at, organization_id
from file('raw/event=deregister/*.parquet')
where "on" = 'vehicle'
order by vehicle_id, deregistered_at;

insert into function file('staging/create_events/part-00000.parquet', Parquet)
select distinct
  JSONExtractString(data, 'id') as operating_period_id,
  "at" as created_at,
  parseDateTime64BestEffort(JSONExtractString(data, 'start'), 6, 'UTC') as start,
  parseDateTime64BestEffort(JSONExtractString(data, 'finish'), 6, 'UTC') as finish,
  organization_id
from file('raw/event=create/*.parquet')
where "on" = 'operating_period'
order by operating_period_id, created_at;

insert into function file('staging/delete_events/part-00000.parquet', Parquet)
select distinct
  JSONExtractString(data, 'id') as operating_period_id,
  "at" as deleted_at,
  parseDateTime64BestEffortOrNull(JSONExtractString(data, 'start'), 6, 'UTC') as start,
  parseDateTime64BestEffortOrNull(JSONExtractString(data, 'finish'), 6, 'UTC') as finish,
  organization_id
from file('raw/event=delete/*.parquet')
where "on" = 'operating_period'
order by operating_period_id, deleted_at;

-- step: load
insert into update_events select {day:Date32}, * from file('staging/update_events/part-00000.parquet');
insert into register_events select {day:Date32}, * from file('staging/register_events/part-00000.parquet');
insert into deregister_events select {day:Date32}, * from file('staging/deregister_events/part-00000.parquet');
insert into create_events select {day:Date32}, * from file('staging/create_events/part-00000.parquet');
insert into delete_events select {day:Date32}, * from file('staging/delete_events/part-00000.parquet');

-- step: answer
select avg(m) as average_meters
from (
  select sum(driven_meters) as m
  from operating_period_distance
  group by organization_id, operating_period_id, vehicle_id
)
into outfile 'answer.tsv' format TSV;
