create table if not exists fleetlake_partitions on cluster "fleet" (name String, "date" Date32, version String, inputs String, "rows" Int64, checked Nullable(String), written UInt64) engine = ReplicatedReplacingMergeTree('/clickhouse/tables/{uuid}/all', '{shard}-{replica}', written) order by (name, "date");
create table if not exists "update_events_local" on cluster "fleet" ("date" Date32, "vehicle_id" LowCardinality(String) codec(ZSTD(1)), "updated_at" DateTime64(6, 'UTC') codec(Delta(8), ZSTD(1)), "lat" Nullable(Float64) codec(ZSTD(1)), "long" Nullable(Float64) codec(ZSTD(1)), "located_at" Nullable(DateTime64(6, 'UTC')) codec(Delta(8), ZSTD(1)), "organization_id" LowCardinality(String) codec(ZSTD(1))) engine = ReplicatedMergeTree partition by "date" order by ("vehicle_id", "updated_at");
create table if not exists "update_events" on cluster "fleet" as "update_events_local" engine = Distributed('fleet', currentDatabase(), "update_events_local", sipHash64("organization_id", "vehicle_id"));
create table "fleetlake_side_01234567_update_events_local" on cluster "fleet" ("date" Date32, "vehicle_id" LowCardinality(String) codec(ZSTD(1)), "updated_at" DateTime64(6, 'UTC') codec(Delta(8), ZSTD(1)), "lat" Nullable(Float64) codec(ZSTD(1)), "long" Nullable(Float64) codec(ZSTD(1)), "located_at" Nullable(DateTime64(6, 'UTC')) codec(Delta(8), ZSTD(1)), "organization_id" LowCardinality(String) codec(ZSTD(1))) engine = ReplicatedMergeTree partition by "date" order by ("vehicle_id", "updated_at");
create table "fleetlake_side_01234567_update_events" on cluster "fleet" as "fleetlake_side_01234567_update_events_local" engine = Distributed('fleet', currentDatabase(), "fleetlake_side_01234567_update_events_local", sipHash64("organization_id", "vehicle_id"));
insert into fleetlake_side_01234567_update_events ("date", "vehicle_id", "updated_at", "lat", "long", "located_at", "organization_id") select toDate32('2019-06-01'), "vehicle_id", "updated_at", "lat", "long", "located_at", "organization_id" from input('"vehicle_id" String, "updated_at" DateTime64(6, \'UTC\'), "lat" Nullable(Float64), "long" Nullable(Float64), "located_at" Nullable(DateTime64(6, \'UTC\')), "organization_id" String') format Parquet;
system sync replica on cluster "fleet" fleetlake_side_01234567_update_events_local;
alter table "update_events_local" on cluster "fleet" replace partition '2019-06-01' from fleetlake_side_01234567_update_events_local, move partition '2019-06-02' to table fleetlake_side_01234567_update_events_local;
drop table if exists fleetlake_side_01234567_update_events_rows on cluster "fleet" sync;
drop table if exists fleetlake_side_01234567_update_events on cluster "fleet" sync;
drop table if exists fleetlake_side_01234567_update_events_local on cluster "fleet" sync;
create table if not exists "create_events_local" on cluster "fleet" ("date" Date32, "operating_period_id" LowCardinality(String) codec(ZSTD(1)), "created_at" DateTime64(6, 'UTC') codec(Delta(8), ZSTD(1)), "start" DateTime64(6, 'UTC') codec(Delta(8), ZSTD(1)), "finish" DateTime64(6, 'UTC') codec(Delta(8), ZSTD(1)), "organization_id" LowCardinality(String) codec(ZSTD(1))) engine = ReplicatedMergeTree('/clickhouse/tables/{uuid}/all', '{shard}-{replica}') partition by "date" order by ("operating_period_id", "created_at");
create view if not exists "create_events" on cluster "fleet" as select * from "create_events_local";
create table "fleetlake_side_01234567_create_events_local" on cluster "fleet" ("date" Date32, "operating_period_id" LowCardinality(String) codec(ZSTD(1)), "created_at" DateTime64(6, 'UTC') codec(Delta(8), ZSTD(1)), "start" DateTime64(6, 'UTC') codec(Delta(8), ZSTD(1)), "finish" DateTime64(6, 'UTC') codec(Delta(8), ZSTD(1)), "organization_id" LowCardinality(String) codec(ZSTD(1))) engine = ReplicatedMergeTree('/clickhouse/tables/{uuid}/all', '{shard}-{replica}') partition by "date" order by ("operating_period_id", "created_at");
create view "fleetlake_side_01234567_create_events" on cluster "fleet" as select * from "fleetlake_side_01234567_create_events_local";
insert into fleetlake_side_01234567_create_events_local ("date", "operating_period_id", "created_at", "start", "finish", "organization_id") select toDate32('2019-06-01'), "operating_period_id", "created_at", "start", "finish", "organization_id" from input('"operating_period_id" String, "created_at" DateTime64(6, \'UTC\'), "start" DateTime64(6, \'UTC\'), "finish" DateTime64(6, \'UTC\'), "organization_id" String') format Parquet;
system sync replica on cluster "fleet" fleetlake_side_01234567_create_events_local;
alter table "create_events_local" replace partition '2019-06-01' from fleetlake_side_01234567_create_events_local, move partition '2019-06-02' to table fleetlake_side_01234567_create_events_local;
drop table if exists fleetlake_side_01234567_create_events_rows on cluster "fleet" sync;
drop table if exists fleetlake_side_01234567_create_events on cluster "fleet" sync;
drop table if exists fleetlake_side_01234567_create_events_local on cluster "fleet" sync;
create view fleetlake_side_01234567_vehicle_daily_distance_rows on cluster "fleet" as select "date", "vehicle_id", "organization_id", "positions", "driven_meters" from (

















select
  p.date as date,
  p.vehicle_id as vehicle_id,
  p.organization_id as organization_id,
  count(*) as positions,
  (sum(cast(p.driven_meters as decimal(38, 12)))) as driven_meters
from (select * from "vehicle_position_data_local" where "date" = toDate32('2019-06-01')) as p
group by p.date, p.vehicle_id, p.organization_id
) as m;
insert into fleetlake_side_01234567_vehicle_daily_distance ("date", "vehicle_id", "organization_id", "positions", "driven_meters") select "date", "vehicle_id", "organization_id", "positions", "driven_meters" from cluster('fleet', currentDatabase(), fleetlake_side_01234567_vehicle_daily_distance_rows);
insert into fleetlake_side_01234567_counts_local ("date", "organization_id", "updates", "note") select "date", "organization_id", "updates", "note" from (











select
  u.date as date,
  u.organization_id as organization_id,
  count(*) as updates,
  max('note') as note
from (select * from "update_events" where "date" = toDate32('2019-06-01')) as u
group by u.date, u.organization_id
) as m;
