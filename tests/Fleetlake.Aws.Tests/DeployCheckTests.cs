using System.Collections;
using Fleetlake.Aws.Preflight;

namespace Fleetlake.Aws.Tests;

public sealed class DeployCheckTests
{
    [Fact]
    public async Task Nothing_is_in_the_way_of_a_first_deploy() => Assert.Empty(await FaultsAsync(new Account()));

    [Fact]
    public async Task A_second_deploy_finds_its_own_buckets() =>
        Assert.Empty(await FaultsAsync(new Account
        {
            ["fleetlake-prod-raw-123456789012"] = new(BucketOwner.Ours, "eu-central-1", "fleetlake-prod-lake"),
            ["fleetlake-prod-dags-123456789012"] = new(BucketOwner.Ours, "eu-central-1", "fleetlake-prod-server-based"),
            ["fleetlake-prod-answers-123456789012"] = new(BucketOwner.Ours, "eu-central-1", "fleetlake-prod-serverless"),
        }));

    [Fact]
    public async Task Credentials_that_are_missing_are_told_alone() =>
        Assert.Equal(["credentials: none"], await FaultsAsync(new Account { Fault = "credentials: none" }));

    [Fact]
    public async Task A_wrong_account_is_told() =>
        Assert.Contains("of account 999999999999, expected 123456789012", Assert.Single(await FaultsAsync(new Account { Id = "999999999999" })));

    [Fact]
    public async Task A_region_of_the_environment_that_is_another_is_told() =>
        Assert.Contains("AWS_REGION: found us-east-1, expected eu-central-1", Assert.Single(await FaultsAsync(new Account(), new Hashtable { ["AWS_REGION"] = "us-east-1" })));

    [Fact]
    public async Task A_source_that_is_not_there_or_elsewhere_is_told()
    {
        Assert.Contains("found no bucket acme-fleet-events", Assert.Single(await FaultsAsync(new Account { ["acme-fleet-events"] = new(BucketOwner.None) })));
        string fault = Assert.Single(await FaultsAsync(new Account { ["acme-fleet-events"] = new(BucketOwner.Others, "us-east-1") }));
        Assert.Contains("is in us-east-1, expected eu-central-1", fault);
    }

    [Fact]
    public async Task All_names_that_are_taken_are_told_at_once()
    {
        var faults = await FaultsAsync(new Account
        {
            ["fleetlake-prod-raw-123456789012"] = new(BucketOwner.Others),
            ["fleetlake-prod-staging-123456789012"] = new(BucketOwner.Ours, "eu-central-1", "another-stack"),
            ["fleetlake-prod-answers-123456789012"] = new(BucketOwner.Others),
        });
        Assert.Equal(3, faults.Count);
        Assert.Contains("fleetlake-prod-raw-123456789012: the name of this bucket is taken by another account", faults[0]);
        Assert.Contains("fleetlake-prod-staging-123456789012: this bucket belongs to the stack another-stack", faults[1]);
    }

    [Fact]
    public async Task A_bucket_of_ours_in_another_region_is_told() =>
        Assert.Contains(
            "fleetlake-prod-raw-123456789012: this bucket is in us-east-1, expected eu-central-1",
            Assert.Single(await FaultsAsync(new Account { ["fleetlake-prod-raw-123456789012"] = new(BucketOwner.Ours, "us-east-1", "fleetlake-prod-lake") })));

    private static Task<IReadOnlyList<string>> FaultsAsync(Account account, Hashtable? environment = null) =>
        DeployCheck.RunAsync(Given.Settings(), account, environment ?? []);

    /// <summary>An account with the source in it and no bucket else but those given.</summary>
    private sealed class Account : Dictionary<string, BucketState>, IAccount
    {
        public Account() => this["acme-fleet-events"] = new BucketState(BucketOwner.Others, "eu-central-1");

        public string Id { get; init; } = "123456789012";

        public string? Fault { get; init; }

        public Task<string> IdentifyAsync() => Fault is null ? Task.FromResult(Id) : throw new FleetlakeException(FaultKind.Caller, Fault);

        public Task<BucketState> FindBucketAsync(string bucket) =>
            Task.FromResult(TryGetValue(bucket, out var state) ? state : new BucketState(BucketOwner.None));
    }
}
