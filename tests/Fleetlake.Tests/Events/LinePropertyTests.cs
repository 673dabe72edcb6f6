using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using CsCheck;
using Fleetlake.Events.Columns;
using Fleetlake.Events.Contracts;
using Fleetlake.Events.Json;
using Fleetlake.Events.Parsing;
using Fleetlake.Tests.Reference;
using Xunit;

namespace Fleetlake.Tests.Events;

/// <summary>Random lines against System.Text.Json and against the reference.</summary>
public sealed class LinePropertyTests
{
    private const string Key = "2019-6-1-0-0-0-events.json";
    private static readonly DateOnly _date = new(2019, 6, 1);

    [Fact]
    public void Scanner_accepts_what_the_framework_accepts() =>
        Gen.OneOf<byte[]>(LineGen.Line, LineGen.Mutated, _small).Sample(
            text =>
            {
                if (Utf8.IsValid(text))
                    Assert.Equal(FrameworkAccepts(text), ScannerAccepts(text));
            },
            iter: 30_000, print: Encoding.UTF8.GetString);

    [Fact]
    public void Lines_become_the_rows_that_the_reference_makes_of_them() =>
        LineGen.Any.Array[1, 60].Sample(
            lines =>
            {
                byte[] content = [.. lines.SelectMany(line => (byte[])[.. line, (byte)'\n'])];
                var expected = new ReferenceIntake();
                foreach (var line in ReferenceLines.Read(Key, content))
                    expected.Take(_date, Key, line);
                using var batch = Parse(lines);

                AssertSame("raw", expected.Raw, BatchRows.Raw(batch, _date, [Key]));
                var rejected = BatchRows.Rejected(batch, _date, [Key]).ToList();
                AssertSame("rejected_events", expected.Rejected, rejected);
                Assert.Equal(expected.Rejected.Select(row => row.InRaw), rejected.OrderBy(row => row.SourceLine).Select(row => row.InRaw));
                var staged = BatchRows.Staged(batch).ToHashSet();
                foreach (var table in expected.Staged.Concat(staged).GroupBy(BatchRows.Table).Select(group => group.Key))
                    AssertSame(table, expected.Staged.Where(row => BatchRows.Table(row) == table), staged.Where(row => BatchRows.Table(row) == table));
            },
            iter: 600, print: lines => string.Join('\n', lines.Select(Encoding.UTF8.GetString)));

    [Fact]
    public void Generated_lines_are_of_every_sort()
    {
        // Guards the property above: a generator of nothing but broken lines would prove nothing.
        var reasons = new HashSet<string>();
        var tables = new HashSet<string>();
        LineGen.Any.Array[3000].Sample(
            lines =>
            {
                using var batch = Parse(lines);
                reasons.UnionWith(batch.Rejected.Reason);
                tables.UnionWith(batch.Staged.Select(columns => columns.Contract.Table.Name));
                Assert.InRange(batch.Staged.Sum(columns => columns.Count), 250, 2500);
            },
            iter: 5, threads: 1);
        Assert.Equal(EventContracts.All.Select(contract => contract.Table.Name).Order(), tables.Order());
        string[] all = [.. typeof(Reason).GetFields().Select(field => (string)field.GetRawConstantValue()!).Where(code => code != Reason.LineTooLong)];
        Assert.Equal(all.Order(), reasons.Order());
    }

    [Fact]
    public void Data_in_raw_becomes_the_rows_that_its_line_became() =>
        LineGen.Any.Array[1, 60].Sample(
            lines =>
            {
                using var batch = Parse(lines);
                using var again = new EventBatch(_date);
                var refused = new List<(string, string)>();
                var parser = new RawRowParser();
                foreach (var row in BatchRows.Raw(batch, _date, [Key]).OrderBy(row => row.SourceLine))
                {
                    var contract = EventContracts.Find(Encoding.UTF8.GetBytes(row.On), Encoding.UTF8.GetBytes(row.Event));
                    byte[] data = row.Data is null ? [] : Encoding.UTF8.GetBytes(row.Data);
                    if (contract is not null && !parser.TryStage(again, contract, data, row.AtMicros, Encoding.UTF8.GetBytes(row.OrganizationId)))
                        refused.Add(parser.Refusal);
                }

                Assert.Equal(
                    BatchRows.Staged(batch).Select(row => TableText.Line(BatchRows.Table(row), row.Cells())),
                    BatchRows.Staged(again).Select(row => TableText.Line(BatchRows.Table(row), row.Cells())));
                var inRaw = BatchRows.Rejected(batch, _date, [Key]).Where(row => row.InRaw).Select(row => row.Reason);
                Assert.Equal(inRaw, refused.Select(refusal => $"{refusal.Item1} | {refusal.Item2}"));
            },
            iter: 300, print: lines => string.Join('\n', lines.Select(Encoding.UTF8.GetString)));

    // Texts of the characters that JSON is made of: most are wrong somewhere, a few are not.
    private static readonly Gen<byte[]> _small = Gen.OneOf<byte[]>(
        Gen.OneOf<byte>([.. "{}[]\",:\\u01-+.eE \t\rtruefalsn\0\x7f"u8]).Array[0, 12],
        Gen.OneOf("{", "}", "[", "]", "\"a\"", ":", ",", "1", "-0.5e+1", "null", " ", "\"\\u00e9\"").Array[0, 9].Select(parts => Encoding.UTF8.GetBytes(string.Concat(parts))),
        Gen.Int[60, 68].Select(depth => Encoding.UTF8.GetBytes(EventLine.Nested(depth))),
        Gen.Int[60, 68].Select(depth => Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("{\"a\":", depth)) + "1" + new string('}', depth))));

    private static EventBatch Parse(byte[][] lines)
    {
        var batch = new EventBatch(_date);
        var parser = new LineParser { Batch = batch };
        // The reference takes the lines as one object, which may begin with a byte order mark.
        for (int i = 0; i < lines.Length; i++)
            parser.Parse(i == 0 && lines[i].AsSpan().StartsWith((byte[])[0xEF, 0xBB, 0xBF]) ? lines[i].AsSpan(3) : lines[i], 0, i + 1);
        return batch;
    }

    private static void AssertSame(string table, IEnumerable<IReferenceRow> expected, IEnumerable<IReferenceRow> actual) =>
        TableComparison.AssertSame(table, expected.Select(row => row.Cells()), actual.Select(row => row.Cells()));

    private static bool FrameworkAccepts(byte[] text)
    {
        var reader = new Utf8JsonReader(text, new JsonReaderOptions { MaxDepth = 64 });
        try
        {
            while (reader.Read())
            {
                // Every token is checked by reading it.
            }

            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static bool ScannerAccepts(byte[] text)
    {
        var scanner = new JsonScanner(text);
        return scanner.ReadValue(0, out _) && scanner.AtEnd();
    }
}
