-- snippet: haversine_meters(lat1, long1, lat2, long2)
-- The metres between two points in degrees on a sphere of radius 6371008.8 m, the IUGG mean radius R1 of GRS 80.
-- 2R asin sqrt(h), h = sin²(Δlat / 2) + cos(lat1) cos(lat2) sin²(Δlong / 2); rounding can lift the root over 1 between antipodes.
2 * 6371008.8 * asin(least(1e0, sqrt(
  sin(radians({{ lat2 }} - {{ lat1 }}) / 2) * sin(radians({{ lat2 }} - {{ lat1 }}) / 2)
    + cos(radians({{ lat1 }})) * cos(radians({{ lat2 }})) * sin(radians({{ long2 }} - {{ long1 }}) / 2) * sin(radians({{ long2 }} - {{ long1 }}) / 2)
)))
