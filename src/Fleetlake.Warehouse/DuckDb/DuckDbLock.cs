using System.Globalization;

namespace Fleetlake.Warehouse.DuckDb;

/// <summary>
/// Says who has the database. <c>.lock</c> beside it is held by the operating system's file lock, which ends with the process,
/// so that a crash leaves nothing to clean up; many may read, or one write. Who writes leaves word in <c>.holder</c>,
/// a file of its own because a locked one cannot be read; what a crash left there counts for nothing.
/// </summary>
internal sealed class DuckDbLock : IDisposable
{
    private const int CommandCharacters = 200;
    private const string UnnamedHolder = "another process";
    private readonly FileStream? _file;
    private readonly string? _holderPath;

    private DuckDbLock(FileStream? file, string? holderPath) => (_file, _holderPath) = (file, holderPath);

    /// <summary>Takes the lock of a database; null when another has it.</summary>
    public static DuckDbLock? TryTake(string database, bool toWrite)
    {
        var path = LockPath(database);
        try
        {
            if (!toWrite)
                return new(new FileStream(path, FileMode.OpenOrCreate, FileAccess.Read, FileShare.Read), null);
            var file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            File.WriteAllText(HolderPath(database), ThisProcess());
            return new(file, HolderPath(database));
        }
        catch (UnauthorizedAccessException) when (!toWrite)
        {
            // Whoever may only read the folder cannot leave a lock there; DuckDB's own still holds.
            return new(null, null);
        }
        catch (IOException) when (File.Exists(path))
        {
            return null;
        }
    }

    /// <summary>Who has the lock of a database that could not be taken.</summary>
    public static string Holder(string database)
    {
        try
        {
            using (new FileStream(LockPath(database), FileMode.Open, FileAccess.Read, FileShare.Read))
                return UnnamedHolder + " that reads it";
        }
        catch (IOException)
        {
            return ReadHolder(database);
        }
    }

    public void Dispose()
    {
        if (_holderPath is not null)
            File.Delete(_holderPath);
        _file?.Dispose();
    }

    private static string ReadHolder(string database)
    {
        try
        {
            return File.ReadAllText(HolderPath(database)) is { Length: > 0 } text ? text.Trim() : UnnamedHolder;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return UnnamedHolder;
        }
    }

    private static string LockPath(string database) => database + ".lock";

    private static string HolderPath(string database) => database + ".holder";

    private static string ThisProcess()
    {
        var command = Environment.CommandLine.ReplaceLineEndings(" ");
        command = command.Length > CommandCharacters ? command[..CommandCharacters] + "…" : command;
        return string.Create(
            CultureInfo.InvariantCulture,
            $"process {Environment.ProcessId} on {Environment.MachineName} since {DateTime.UtcNow:yyyy-MM-dd'T'HH:mm:ss'Z'}: {command}\n");
    }
}
