namespace Fleetlake.Warehouse.Redshift;

/// <summary>
/// A table of the session alone. Its name is its own, so that nothing else is ever dropped; what is left when the connection breaks goes with the session.
/// </summary>
internal sealed class TemporaryTable : IAsyncDisposable
{
    private static readonly TimeSpan MostDropTime = TimeSpan.FromSeconds(10);
    private readonly RedshiftServer _server;
    private readonly string _about;

    private TemporaryTable(RedshiftServer server, string about, string name) => (_server, _about, Name) = (server, about, name);

    public string Name { get; }

    /// <param name="server">The session.</param>
    /// <param name="about">What it is for: the message of a fault begins with it.</param>
    /// <param name="create">The statement that creates it, by its name.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    public static async Task<TemporaryTable> CreateAsync(RedshiftServer server, string about, Func<string, string> create, CancellationToken cancellationToken)
    {
        string name = $"fleetlake_{Guid.NewGuid():N}";
        await server.ExecuteAsync(about, create(name), cancellationToken);
        return new(server, about, name);
    }

    public async ValueTask DisposeAsync()
    {
        if (!_server.IsOpen)
            return;
        using var patience = new CancellationTokenSource(MostDropTime);
        try
        {
            await _server.ExecuteAsync(_about, TableStatements.Drop(Name), patience.Token);
        }
        catch (Exception exception) when (exception is RedshiftException or OperationCanceledException)
        {
            // It goes with the session; what kept it from going is told by the work itself.
        }
    }
}
