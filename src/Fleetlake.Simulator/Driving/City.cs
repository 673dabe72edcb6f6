namespace Fleetlake.Simulator.Driving;

/// <summary>A city with the depot of a fleet.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Latitude">Of the depot, in 1e-5 degrees.</param>
/// <param name="Longitude">Of the depot, in 1e-5 degrees.</param>
/// <param name="Cosine">Of the latitude; written down because the last bits of a computed one differ between machines.</param>
internal sealed record City(string Name, int Latitude, int Longitude, double Cosine)
{
    // 1e-5 degrees of latitude on a sphere of radius 6371008.8 m (IUGG mean radius).
    private const double MetersPerUnit = 1.1119508023353293;

    public static IReadOnlyList<City> All { get; } =
    [
        new("Berlin", 5252000, 1340500, 0.608484459368),
        new("Hamburg", 5355110, 999370, 0.594105619889),
        new("Munich", 4813710, 1157540, 0.667350461008),
        new("Vienna", 4820820, 1637380, 0.666425773136),
        new("Zurich", 4737690, 854170, 0.677172687703),
        new("Lisbon", 3872230, -913930, 0.780186998525),
        new("São Paulo", -2355050, -4663330, 0.916708264272),
        new("Nairobi", -128640, 3681720, 0.999747966333),
        new("Sydney", -3386880, 15120930, 0.830315878062),
        new("Toronto", 4365320, -7938320, 0.723531227158),
        new("Quito", -18070, -7846780, 0.999995026745),
        new("Madrid", 4041680, -370380, 0.761348236122),
    ];

    /// <summary>The latitude of a place so many metres north of the depot, in 1e-5 degrees.</summary>
    public int LatitudeAt(double northMeters) => Latitude + (int)Math.Floor((northMeters / MetersPerUnit) + 0.5);

    /// <summary>The longitude of a place so many metres east of the depot, in 1e-5 degrees.</summary>
    public int LongitudeAt(double eastMeters) => Longitude + (int)Math.Floor((eastMeters / (MetersPerUnit * Cosine)) + 0.5);
}
