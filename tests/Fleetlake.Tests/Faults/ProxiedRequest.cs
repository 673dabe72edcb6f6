namespace Fleetlake.Tests.Faults;

/// <summary>A request as it came to a <see cref="FaultProxy"/>.</summary>
/// <param name="Number">From 1, over all connections.</param>
/// <param name="Method">Such as <c>GET</c>.</param>
/// <param name="Target">The path and query, still escaped.</param>
/// <param name="Head">Its headers.</param>
/// <param name="BodyBytes">The length of its body as it was sent.</param>
internal sealed record ProxiedRequest(int Number, string Method, string Target, HttpHead Head, long BodyBytes)
{
    public string Path => Uri.UnescapeDataString(Target.Split('?')[0]);
}
