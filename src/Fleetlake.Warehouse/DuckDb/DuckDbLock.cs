using System.Globalization;

namespace Fleetlake.Warehouse.DuckDb;

/// <summary>
/// The file beside the database that says who has it. It is held by the operating system's file lock, which ends with the process,
/// so that a crash leaves nothing to clean up; the text in it is for whoever waits. Many may read, or one write.
/// </summary>
internal sealed class DuckDbLock : IDisposable
{
    private const int CommandCharacters = 200;
    private readonly FileStream? _file;
    private readonly bool _isWriter;

    private DuckDbLock(FileStream? file, bool isWriter) => (_file, _isWriter) = (file, isWriter);

    /// <summary>Takes the lock; null when another has it.</summary>
    public static DuckDbLock? TryTake(string path, bool toWrite)
    {
        try
        {
            var file = toWrite
                ? new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 1)
                : new FileStream(path, FileMode.OpenOrCreate, FileAccess.Read, FileShare.Read, bufferSize: 1);
            if (toWrite)
                Write(file, Holder());
            return new(file, toWrite);
        }
        catch (UnauthorizedAccessException) when (!toWrite)
        {
            // Whoever may only read the folder cannot leave a lock there; DuckDB's own still holds.
            return new(null, isWriter: false);
        }
        catch (IOException) when (File.Exists(path))
        {
            return null;
        }
    }

    /// <summary>Who has the database, as the lock's file says; null when it does not.</summary>
    public static string? ReadHolder(string path)
    {
        try
        {
            // Asking to share everything takes no lock.
            using var reader = new StreamReader(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
            return reader.ReadToEnd().Trim() is { Length: > 0 } holder ? holder : null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    public void Dispose()
    {
        if (_isWriter)
            Write(_file!, "");
        _file?.Dispose();
    }

    private static void Write(FileStream file, string text)
    {
        file.SetLength(0);
        file.Position = 0;
        file.Write(System.Text.Encoding.UTF8.GetBytes(text));
        file.Flush();
    }

    private static string Holder()
    {
        var command = Environment.CommandLine.ReplaceLineEndings(" ");
        command = command.Length > CommandCharacters ? command[..CommandCharacters] + "…" : command;
        return string.Create(
            CultureInfo.InvariantCulture,
            $"process {Environment.ProcessId} on {Environment.MachineName} since {DateTime.UtcNow:yyyy-MM-dd'T'HH:mm:ss'Z'}: {command}\n");
    }
}
