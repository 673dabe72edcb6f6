using Fleetlake.Simulator;
using Xunit;

namespace Fleetlake.Tests.Simulator;

public sealed class SameBytesTests
{
    private static readonly FleetOptions Messy = Feed.Small with { Mess = 0.2, DaySeconds = 600 };

    // When these change, every feed that anyone made with a seed is another one: say so in the release notes.
    [Theory]
    [InlineData(0.0, "81826d62ca1ee1c23d6ef7de9d5ebaa073eb96472463f2a0ddb018b77aab910e")]
    [InlineData(0.2, "f01ddfea08db3e10310fcf0b9dc7382eb568060079aff030e663251dc611009a")]
    public void A_seed_has_these_bytes_for_ever(double mess, string hash)
        => Assert.Equal(hash, Feed.Hash(Feed.Files(Feed.Small with { Mess = mess })));

    [Fact]
    public void Every_enumeration_gives_the_same_bytes()
    {
        var fleet = new Fleet(Messy);
        string Hash() => Feed.Hash(fleet.Files().Select(file => (file.Name, file.Bytes.ToArray())));
        Assert.Equal(Hash(), Hash());
    }

    [Fact]
    public void Another_seed_gives_other_bytes()
        => Assert.NotEqual(Feed.Hash(Feed.Files(Feed.Small)), Feed.Hash(Feed.Files(Feed.Small with { Seed = 8 })));

    [Fact]
    public void Another_date_is_driven_otherwise()
    {
        var first = Feed.Clean(Feed.Small).Where(told => told.Lat is not null).Select(told => (told.Who, told.Lat, told.Lng));
        var next = Feed.Clean(Feed.Small with { Date = new(2019, 6, 2) }).Where(told => told.Lat is not null).Select(told => (told.Who, told.Lat, told.Lng));
        Assert.NotEqual(first.Take(20), next.Take(20));
    }

    [Theory]
    [InlineData(0.0)]
    [InlineData(0.3)]
    public void A_second_does_not_depend_on_what_follows(double mess)
    {
        var whole = Feed.Files(Messy with { Mess = mess });
        var part = Feed.Files(Messy with { Mess = mess, Seconds = 300 });
        Assert.True(part.Count >= 300);
        Assert.Equal(Feed.Hash(part), Feed.Hash(whole.Take(part.Count)));
    }

    [Fact]
    public void The_same_fleet_is_beneath_the_mess()
    {
        var clean = Feed.Files(Feed.Small).SelectMany(file => Feed.Lines(file.Bytes)).ToHashSet();
        var messy = Feed.Files(Feed.Small with { Mess = 0.01 }).SelectMany(file => Feed.Lines(file.Bytes)).ToHashSet();
        Assert.True(clean.Count(messy.Contains) > clean.Count * 0.98);
    }
}
