using Fleetlake.Lake;
using Fleetlake.Lake.Stores;
using Fleetlake.Lake.Stores.S3;
using Fleetlake.Tests.Faults;
using Xunit;

namespace Fleetlake.Tests.Lake.S3;

/// <summary>What the caller can mend is said so that it can be mended, and without a word of the credentials.</summary>
public sealed class S3RefusalTests : IAsyncLifetime
{
    private TestBucket _bucket = null!;
    private FaultProxy _proxy = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private S3Store Store => _bucket.Store("lake/", _bucket.Options with { Endpoint = _proxy.Endpoint, Attempts = 2 });

    public async ValueTask InitializeAsync()
    {
        _bucket = await TestBucket.CreateAsync();
        _proxy = new FaultProxy(_bucket.Endpoint);
    }

    public async ValueTask DisposeAsync()
    {
        if (_proxy is not null)
            await _proxy.DisposeAsync();
        if (_bucket is not null)
            await _bucket.DisposeAsync();
    }

    [Fact]
    public async Task Bucket_that_is_not_there_is_named()
    {
        // Each has a connection of its own: some servers leave the body of a refused put for the next request to stumble over.
        S3Store Nowhere() => new(new S3Location("no-such-bucket-here", ""), _bucket.Options);
        await RefusedAsync("cannot list s3://no-such-bucket-here/: there is no bucket no-such-bucket-here.", () => Nowhere().EnsureReadableAsync(Cancellation));
        await RefusedAsync("cannot write s3://no-such-bucket-here/k: there is no bucket no-such-bucket-here.", () => Nowhere().PutAsync("k", "x"u8.ToArray(), default, Cancellation));
        await RefusedAsync("cannot read s3://no-such-bucket-here/k: there is no bucket no-such-bucket-here.", () => Nowhere().GetAsync("k", Cancellation));
    }

    [Theory]
    [InlineData("AccessDenied", 403, "access denied; the credentials in use need {0}.")]
    [InlineData("InvalidAccessKeyId", 403, "the access key id in use is not known to the server.")]
    [InlineData("SignatureDoesNotMatch", 403, "the secret access key in use does not fit its access key id (signature mismatch).")]
    [InlineData("ExpiredToken", 400, "the session token in use has expired.")]
    [InlineData("InvalidToken", 400, "the session token in use is not valid.")]
    [InlineData("RequestTimeTooSkewed", 403, "the clock of this machine is too far from the server's; set it.")]
    [InlineData("AuthorizationHeaderMalformed", 400, "wrong region for bucket {1}; set s3.region (of a source elsewhere source.s3.region).")]
    [InlineData("PermanentRedirect", 301, "wrong region for bucket {1}; set s3.region (of a source elsewhere source.s3.region).")]
    [InlineData("KMS.DisabledException", 400, "the encryption key was refused (KMS.DisabledException); see s3.kmsKeyId.")]
    public async Task Refusal_says_what_to_mend(string code, int status, string expected)
    {
        _proxy.Script = request => new Fault.Answer(
            status, request.Method == "HEAD" ? "" : $"<Error><Code>{code}</Code><Message>AKIAFLEETLAKE said it</Message><AWSAccessKeyId>AKIAFLEETLAKE</AWSAccessKeyId></Error>");
        var listed = new StoredObject("k", 5, "0");
        string Expect(string permission, string arn) => string.Format(
            System.Globalization.CultureInfo.InvariantCulture, expected, $"{permission} on {arn}", _bucket.Name);
        string bucketArn = $"arn:aws:s3:::{_bucket.Name}";
        string readable = $"{bucketArn}/lake/k, and s3:ListBucket on {bucketArn} where the object may be absent";
        string at = $"s3://{_bucket.Name}/lake/";

        await RefusedAsync($"cannot list {at}: {Expect("s3:ListBucket", bucketArn)}", () => Store.EnsureReadableAsync(Cancellation));
        await RefusedAsync($"cannot read {at}k: {Expect("s3:GetObject", readable)}", () => Store.ReadAsync(listed, 0, new byte[5], Cancellation).AsTask());
        await RefusedAsync($"cannot read {at}k: {Expect("s3:GetObject", readable)}", () => Store.FindAsync("k", Cancellation));
        await RefusedAsync($"cannot write {at}k: {Expect("s3:PutObject", $"{bucketArn}/lake/k")}", () => Store.PutAsync("k", "x"u8.ToArray(), default, Cancellation));
        await RefusedAsync($"cannot delete {at}k: {Expect("s3:DeleteObject", $"{bucketArn}/lake/k")}", () => Store.DeleteAsync("k", Cancellation));
    }

    [Fact]
    public async Task Server_itself_refuses_an_unknown_key_and_a_wrong_secret()
    {
        var (id, secret) = (Environment.GetEnvironmentVariable("AWS_ACCESS_KEY_ID")!, "not-the-secret-0123456789");
        await RefusedAsync("the access key id in use is not known to the server", "unknown-key-id", secret);
        await RefusedAsync("(signature mismatch)", id, secret);
    }

    [Fact]
    public async Task Call_without_any_credentials_says_where_they_are_looked_for()
    {
        using var fleet = new Pipeline.FleetCase(bucket: _bucket);
        fleet.Environment["AWS_ACCESS_KEY_ID"] = fleet.Environment["AWS_SECRET_ACCESS_KEY"] = "";
        fleet.Environment["AWS_EC2_METADATA_DISABLED"] = "true";
        fleet.Environment["AWS_SHARED_CREDENTIALS_FILE"] = Path.Combine(fleet.Root, "none");
        var (exitCode, error) = await Pipeline.FleetlakeProcess.RunAsync(fleet, "run", "--date", "2019-06-01");
        Assert.Equal(2, exitCode);
        Assert.Contains("found no credentials or no region for S3, expected both where the AWS SDK looks for them", error, StringComparison.Ordinal);
    }

    // The process of the command has the environment that is asked for; this one has that of all tests.
    private async Task RefusedAsync(string expected, string id, string secret)
    {
        using var fleet = new Pipeline.FleetCase(bucket: _bucket);
        fleet.Environment["AWS_ACCESS_KEY_ID"] = id;
        fleet.Environment["AWS_SECRET_ACCESS_KEY"] = secret;
        var (exitCode, error) = await Pipeline.FleetlakeProcess.RunAsync(fleet, "run", "--date", "2019-06-01");
        Assert.Equal(2, exitCode);
        Assert.Contains(expected, error, StringComparison.Ordinal);
        Assert.DoesNotContain(id, error.Replace("fleetlake", "", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.DoesNotContain(secret, error, StringComparison.Ordinal);
    }

    private static async Task RefusedAsync(string expected, Func<Task> action)
    {
        var fault = await Assert.ThrowsAsync<LakeException>(action);
        Assert.Equal(expected, fault.Message);
        Assert.Equal(FaultKind.Caller, fault.Kind);
    }
}
