using System.Diagnostics;
using System.Globalization;
using DuckDB.NET.Data;

namespace Fleetlake.Warehouse.DuckDb;

/// <summary>Opens a DuckDB file, and waits while another process has it.</summary>
internal sealed class DuckDbOpener(DuckDbOptions options, bool toWrite)
{
    private static readonly TimeSpan LeastPause = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan MostPause = TimeSpan.FromMilliseconds(500);
    private readonly string _path = Path.GetFullPath(options.Path);

    public async Task<OpenDuckDb> OpenAsync(CancellationToken cancellationToken)
    {
        Prepare();
        var waited = Stopwatch.StartNew();
        var pause = LeastPause;
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var (open, holder) = await TryOpenAsync(cancellationToken);
            if (open is not null)
                return open;
            var left = options.LockTimeout - waited.Elapsed;
            if (left <= TimeSpan.Zero)
                throw new FleetlakeException(
                    FaultKind.Held,
                    string.Create(CultureInfo.InvariantCulture, $"{options.Path} is held by {holder}; waited {waited.Elapsed.TotalSeconds:0.#} s for it."));
            var jittered = pause * (0.5 + Random.Shared.NextDouble());
            await Task.Delay(jittered < left ? jittered : left, cancellationToken);
            pause = pause * 2 < MostPause ? pause * 2 : MostPause;
        }
    }

    private void Prepare()
    {
        if (options.Threads < 1 || options.MemoryBytes < 1)
            throw new FleetlakeException(FaultKind.Caller, $"{options.Path} is to be opened with {options.Threads} threads and {options.MemoryBytes} bytes; expected 1 or more of both.");
        if (Directory.Exists(_path))
            throw new FleetlakeException(FaultKind.Caller, $"{options.Path} is a folder; expected a DuckDB file or a name for a new one.");
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(_path)!);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new FleetlakeException(FaultKind.Caller, $"The folder of {options.Path} cannot be made: {exception.Message}", exception);
        }
    }

    private async Task<(OpenDuckDb? Open, string Holder)> TryOpenAsync(CancellationToken cancellationToken)
    {
        DuckDbLock? held;
        try
        {
            held = DuckDbLock.TryTake(_path, toWrite);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new FleetlakeException(FaultKind.Caller, $"{options.Path} cannot be opened: {exception.Message}", exception);
        }
        if (held is null)
            return (null, DuckDbLock.Holder(_path));
        var isKept = false;
        var connection = new DuckDBConnection(ConnectionString());
        try
        {
            await Task.Run(connection.Open, CancellationToken.None);
            await connection.ExecuteAsync("set TimeZone = 'UTC'", cancellationToken);
            if (toWrite)
                SpillFolder.Sweep(_path);
            isKept = true;
            return (new(connection, held), "");
        }
        catch (DuckDBException exception)
        {
            // DuckDB has no code of its own for this, only an IO error with a text that names the process.
            if (exception.Message.Contains("Could not set lock", StringComparison.Ordinal))
                return (null, $"another program ({exception.Message.Trim()})");
            throw new FleetlakeException(FaultKind.Caller, $"{options.Path} cannot be opened as a DuckDB file: {exception.Message.Trim()}", exception);
        }
        finally
        {
            if (!isKept)
            {
                await connection.DisposeAsync();
                held.Dispose();
            }
        }
    }

    private string ConnectionString()
    {
        var builder = new DuckDBConnectionStringBuilder { DataSource = _path };
        builder["threads"] = options.Threads.ToString(CultureInfo.InvariantCulture);
        builder["memory_limit"] = string.Create(CultureInfo.InvariantCulture, $"{options.MemoryBytes}B");
        builder["temp_directory"] = SpillFolder.Of(_path);
        // Texts that repeat are written in half the time in this format than in the one for readers before DuckDB 1.3.
        builder["storage_compatibility_version"] = "v1.3.0";
        if (!toWrite)
        {
            builder["access_mode"] = "READ_ONLY";
            // A query answers from the warehouse: it neither reads nor writes other files.
            builder["enable_external_access"] = "false";
        }
        return builder.ConnectionString;
    }
}
