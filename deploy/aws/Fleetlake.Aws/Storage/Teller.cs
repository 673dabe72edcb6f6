using Fleetlake.Aws.Configuration;

namespace Fleetlake.Aws.Storage;

/// <summary>A service that puts what it has to tell on the topic of alerts.</summary>
/// <param name="Id">Of its statements.</param>
/// <param name="Service">The principal.</param>
/// <param name="Conditions">When it may; null for always.</param>
internal sealed record Teller(string Id, string Service, IDictionary<string, object>? Conditions)
{
    /// <summary>
    /// All of them. EventBridge does not say for which account it publishes to a topic or uses the topic's key (Amazon EventBridge
    /// user guide, "Troubleshooting"): its statements have no condition, or no failure would be told.
    /// </summary>
    public static Teller[] All(StackSettings settings)
    {
        var account = new Dictionary<string, object>
        {
            ["StringEquals"] = new Dictionary<string, object> { ["aws:SourceAccount"] = settings.Account },
        };
        return
        [
            new("Alarms", "cloudwatch.amazonaws.com", account),
            new("Rules", "events.amazonaws.com", null),
            new("Budgets", "budgets.amazonaws.com", account),
        ];
    }
}
