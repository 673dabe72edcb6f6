using System.Globalization;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using ClickHouse.Driver;

namespace Fleetlake.Warehouse.ClickHouse;

/// <summary>Tells who has to act on a fault, by the server's error codes (src/Common/ErrorCodes.cpp of ClickHouse).</summary>
internal static partial class ClickHouseFaults
{
    public const int UnknownTable = 60;
    public const int UnknownDatabase = 81;
    private const int NotEnoughSpace = 243;
    private const int ReadOnly = 164;
    private const int MostCharacters = 1000;

    // Credentials, grants, a read-only user, settings that a profile fixes, names that are not there.
    private static readonly HashSet<int> Caller = [UnknownDatabase, ReadOnly, 192, 193, 194, 195, 291, 452, 492, 497, 516, 701];

    // Timeouts, the network, limits that others share, Keeper and replicas, S3, shutting down.
    private static readonly HashSet<int> Transient =
        [3, 159, 198, 201, 202, 203, 209, 210, 225, 236, 241, 242, 252, 279, 285, 286, 287, 289, 319, 364, 394, 425, 439, 473, 499, 518, 519, 574, 667, 745, 999];

    // Files and folders of the server's own disk, memory, threads, limits of rows and bytes.
    private static readonly HashSet<int> Resources = [NotEnoughSpace, 74, 75, 76, 77, 87, 88, 158, 172, 173, 204, 290, 294, 307, 396, 411, 586, 641, 776];

    /// <summary>True for codes of what a server lacks.</summary>
    public static bool IsOfResources(int code) => Resources.Contains(code);

    /// <summary>True for what a server or the way to it does; anything else is a fault of the program.</summary>
    public static bool IsOfServer(Exception exception) =>
        exception is ClickHouseServerException or HttpRequestException or IOException or InvalidDataException or SocketException or OperationCanceledException;

    public static ClickHouseException Of(Exception exception, string about, TimeSpan timeout) => exception switch
    {
        ClickHouseException told => told,
        ClickHouseServerException server when CodeOf(server) is var code and > 0 => new(KindOf(code), code, about, Said(server, code), server),
        // An answer without a code is not from ClickHouse but from something before it, such as a proxy that has no server left.
        ClickHouseServerException other => new(FaultKind.Transient, 0, about, $"found an answer that is not ClickHouse's: {OneLine(other.Message)}", other),
        OperationCanceledException => new(FaultKind.Transient, 0, about, $"the server did not answer within {timeout.TotalSeconds:0} s", exception),
        HttpRequestException http => new(FaultKind.Transient, 0, about, $"the server cannot be reached: {Innermost(http)}", http),
        _ => new(FaultKind.Transient, 0, about, $"the answer broke off: {Innermost(exception)}", exception),
    };

    private static FaultKind KindOf(int code) =>
        Caller.Contains(code) ? FaultKind.Caller : Transient.Contains(code) ? FaultKind.Transient : FaultKind.Failed;

    // A fault that comes before the first bytes have been sent stands behind the rows that were to be.
    private static string TextOf(ClickHouseServerException exception) => Code().Matches(exception.Message) is [.., var last] ? exception.Message[last.Index..] : exception.Message;

    // The driver's own code is any number of the body, such as the 503 of a balancer's page.
    private static int CodeOf(ClickHouseServerException exception) =>
        Code().Match(TextOf(exception)) is { Success: true } match && int.TryParse(match.Groups[1].Value, CultureInfo.InvariantCulture, out int code) ? code : 0;

    private static string Said(ClickHouseServerException exception, int code)
    {
        var text = Surroundings().Replace(TextOf(exception).Trim(), "").Trim();
        text = text.Length > MostCharacters ? text[..MostCharacters] + "…" : text;
        return code switch
        {
            NotEnoughSpace => $"the server's disk is full: {text}",
            ReadOnly => $"only reading is allowed: {text}",
            _ => text,
        };
    }

    private static string OneLine(string text)
    {
        text = text.ReplaceLineEndings(" ").Trim();
        return text.Length > MostCharacters ? text[..MostCharacters] + "…" : text;
    }

    private static string Innermost(Exception exception)
    {
        while (exception.InnerException is { } inner)
            exception = inner;
        return OneLine(exception.Message);
    }

    [GeneratedRegex(@"Code: (\d+)\. DB::", RegexOptions.CultureInvariant)]
    private static partial Regex Code();

    // "Code: 60. DB::Exception: " before the message and the version of the server after it.
    [GeneratedRegex(@"^Code: \d+\. (DB::)?(Net)?Exception: |\s*\(version [^()]*( \(official build\))?\)\s*\z", RegexOptions.CultureInvariant)]
    private static partial Regex Surroundings();
}
