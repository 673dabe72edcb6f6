using System.Diagnostics;
using System.Net;
using System.Text;

namespace Fleetlake.Aws.Tests;

/// <summary>The look at what was changed by hand, against a server that speaks as CloudFormation does.</summary>
public sealed class DriftTests
{
    private const string None = "<StackResourceDrifts/>";
    private const string Changed = """
        <StackResourceDrifts><member><StackId>s</StackId><LogicalResourceId>Raw</LogicalResourceId><PhysicalResourceId>fleetlake-prod-raw</PhysicalResourceId>
        <ResourceType>AWS::S3::Bucket</ResourceType><StackResourceDriftStatus>MODIFIED</StackResourceDriftStatus><Timestamp>2026-01-01T00:00:00Z</Timestamp>
        <PropertyDifferences><member><PropertyPath>/VersioningConfiguration/Status</PropertyPath><ExpectedValue>Enabled</ExpectedValue>
        <ActualValue>Suspended</ActualValue><DifferenceType>NOT_EQUAL</DifferenceType></member></PropertyDifferences></member></StackResourceDrifts>
        """;

    [Fact]
    public async Task A_stack_as_it_was_deployed_is_no_matter() => Assert.Equal((0, ""), await LookAsync(exists: true, None));

    [Fact]
    public async Task A_stack_that_is_not_there_is_no_matter() => Assert.Equal((0, ""), await LookAsync(exists: false, Changed));

    [Fact]
    public async Task What_was_changed_by_hand_is_told_with_what_to_do()
    {
        var (code, said) = await LookAsync(exists: true, Changed);
        Assert.Equal(1, code);
        Assert.Contains("fleetlake-prod-raw was changed by hand: /VersioningConfiguration/Status: found Suspended, expected Enabled", said);
        Assert.Contains("--accept-drift", said);
    }

    private static async Task<(int Code, string Said)> LookAsync(bool exists, string drifts)
    {
        Given.NeedsNode();
        if (!Directory.Exists(Path.Combine(Given.Root, "deploy/aws/node_modules/@aws-sdk")))
            Assert.Skip("needs `npm ci` in deploy/aws");
        using var server = new HttpListener();
        string url = Listen(server);
        var serving = ServeAsync(server, exists, drifts);
        using var node = Process.Start(new ProcessStartInfo("node", [Path.Combine(Given.Root, "deploy/aws/drift.js"), "fleetlake-prod-lake"])
        {
            RedirectStandardError = true,
            Environment =
            {
                ["AWS_ENDPOINT_URL"] = url, ["AWS_REGION"] = "eu-central-1", ["AWS_ACCESS_KEY_ID"] = "test", ["AWS_SECRET_ACCESS_KEY"] = "test",
                ["NODE_NO_WARNINGS"] = "1",
            },
        })!;
        string said = await node.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await node.WaitForExitAsync(TestContext.Current.CancellationToken);
        server.Stop();
        await serving;
        return (node.ExitCode, said);
    }

    private static string Listen(HttpListener server)
    {
        using var probe = new System.Net.Sockets.TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        string url = $"http://localhost:{((IPEndPoint)probe.LocalEndpoint).Port}/";
        probe.Stop();
        server.Prefixes.Add(url);
        server.Start();
        return url;
    }

    private static async Task ServeAsync(HttpListener server, bool exists, string drifts)
    {
        try
        {
            while (true)
                await AnswerAsync(await server.GetContextAsync(), exists, drifts);
        }
        catch (Exception fault) when (fault is HttpListenerException or ObjectDisposedException)
        {
            // It was stopped.
        }
    }

    private static async Task AnswerAsync(HttpListenerContext call, bool exists, string drifts)
    {
        using var reader = new StreamReader(call.Request.InputStream);
        string action = (await reader.ReadToEndAsync()).Split('&').Single(part => part.StartsWith("Action=", StringComparison.Ordinal))["Action=".Length..];
        bool isMissing = action == "DescribeStacks" && !exists;
        string result = action switch
        {
            "DescribeStacks" => "<Stacks><member><StackName>s</StackName><StackStatus>CREATE_COMPLETE</StackStatus><CreationTime>2026-01-01T00:00:00Z</CreationTime></member></Stacks>",
            "DetectStackDrift" => "<StackDriftDetectionId>1</StackDriftDetectionId>",
            "DescribeStackDriftDetectionStatus" => "<StackId>s</StackId><StackDriftDetectionId>1</StackDriftDetectionId><DetectionStatus>DETECTION_COMPLETE</DetectionStatus><Timestamp>2026-01-01T00:00:00Z</Timestamp>",
            _ => drifts,
        };
        call.Response.StatusCode = isMissing ? 400 : 200;
        call.Response.ContentType = "text/xml";
        await call.Response.OutputStream.WriteAsync(Encoding.UTF8.GetBytes(isMissing
            ? "<ErrorResponse><Error><Type>Sender</Type><Code>ValidationError</Code><Message>Stack does not exist</Message></Error></ErrorResponse>"
            : $"<{action}Response><{action}Result>{result}</{action}Result></{action}Response>"));
        call.Response.Close();
    }
}
