using System.Text;
using Fleetlake.Tests.Lake.S3;
using Fleetlake.Tests.Pipeline;
using Xunit;

namespace Fleetlake.Tests.Glue;

/// <summary>How the job reaches a source that lies in a bucket.</summary>
public sealed class GlueSourceTests
{
    // Refuses, as AWS does for a role with a condition on s3:prefix, every request for the bucket that does not name the prefix.
    private const string List = """
        import io, sys
        from datetime import date, timezone
        from urllib.parse import parse_qs, urlsplit
        from botocore.awsrequest import AWSResponse
        from fleetlake_glue.faults import Fault
        from fleetlake_glue.source import list_objects
        from fleetlake_glue.stores import open_store

        class Body(io.BytesIO):
            def stream(self, **_):
                yield self.read()

        def refuse(request, **_):
            asked = parse_qs(urlsplit(request.url).query).get("prefix", [""])[0]
            if not asked.startswith(sys.argv[2]):
                return AWSResponse(request.url, 403, {}, Body(b"<Error><Code>AccessDenied</Code><Message>refused</Message></Error>"))

        source = open_store(sys.argv[1])
        source.client.meta.events.register("before-send.s3", refuse)
        try:
            print(*[each.key for each in list_objects(source, date(2019, 6, 1), timezone.utc).objects])
        except Fault as fault:
            sys.exit(str(fault))
        """;

    [Fact]
    public async Task Role_that_may_list_below_the_prefix_alone_is_enough()
    {
        var (exitCode, output) = await ListAsync("events/");
        Assert.Equal((0, "2019-06-01-0-0-0-events.json\n"), (exitCode, output));
    }

    [Fact]
    public async Task Role_that_may_not_list_there_is_told()
    {
        var (exitCode, output) = await ListAsync("other/");
        Assert.Equal(1, exitCode);
        Assert.Contains("/events/: An error occurred (AccessDenied)", output, StringComparison.Ordinal);
    }

    private static async Task<(int ExitCode, string Output)> ListAsync(string allowed)
    {
        await using var bucket = await TestBucket.CreateAsync();
        using var fleet = new FleetCase(bucket: bucket);
        bucket.Put("events/2019-06-01-0-0-0-events.json", Encoding.UTF8.GetBytes("{}"));
        return await new GlueJob(fleet).PythonAsync(List, $"{bucket.Url}/events", allowed);
    }
}
