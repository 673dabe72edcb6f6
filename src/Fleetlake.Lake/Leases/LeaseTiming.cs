namespace Fleetlake.Lake.Leases;

/// <summary>For how long a lease on objects holds, and when it is renewed and asked for.</summary>
internal sealed record LeaseTiming
{
    public static readonly LeaseTiming Default = new();

    /// <summary>How long a lease holds that is not renewed: after so long another may take what a killed process had.</summary>
    public TimeSpan Validity { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How often it is renewed; several times within its validity.</summary>
    public TimeSpan RenewEvery { get; init; } = TimeSpan.FromSeconds(8);

    /// <summary>How often one that is held by another is asked for.</summary>
    public TimeSpan AskEvery { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>What two that read the server's clock may differ by: it tells whole seconds, some time after it has read them.</summary>
    public TimeSpan Slack { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Measures the waits; the time itself is the server's.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;
}
