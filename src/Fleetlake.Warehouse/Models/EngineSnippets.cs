namespace Fleetlake.Warehouse.Models;

/// <summary>The few expressions that engines spell differently: what a model may write, and how many arguments each takes.</summary>
internal static class EngineSnippets
{
    /// <summary>The seconds, with decimals, from the first timestamp to the second.</summary>
    public const string SecondsBetween = "seconds_between";

    /// <summary>The timestamp of midnight UTC that begins a date.</summary>
    public const string StartOfDay = "start_of_day";

    /// <summary>The date so many days after a date, before it when negative.</summary>
    public const string AddDays = "add_days";

    public static readonly IReadOnlyDictionary<string, IReadOnlyList<string>> Parameters = new Dictionary<string, IReadOnlyList<string>>
    {
        [AddDays] = ["date", "days"],
        [SecondsBetween] = ["from", "to"],
        [StartOfDay] = ["date"],
    };
}
