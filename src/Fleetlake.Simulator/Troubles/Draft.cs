using System.Globalization;
using System.Text;
using Fleetlake.Simulator.Lines;

namespace Fleetlake.Simulator.Troubles;

/// <summary>A JSON object whose members can be told in any order, twice or not at all; values stand as JSON text.</summary>
internal sealed class Draft
{
    private readonly List<Member> _members = [];

    public static Draft Of(in FleetEvent happened) => Of(happened, Stamp, Degrees.ToText);

    /// <summary>The event, with instants and degrees spelled as told.</summary>
    public static Draft Of(in FleetEvent happened, Func<long, string> stamp, Func<int, string> degrees)
        => new Draft()
            .Add("event", Quote(happened.Type.Event()))
            .Add("on", Quote(happened.On()))
            .Add("at", Quote(stamp(happened.At)))
            .Add("data", DataOf(happened, stamp, degrees))
            .Add("organization_id", Quote(happened.Organization.Text));

    public static string Quote(string text) => $"\"{text}\"";

    public static string Stamp(long millis)
        => Stamps.ToDateTime(millis).ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    public Draft Data => _members.Find(member => member.Name == "data").Inner!;

    public Draft? Location => _members.Find(member => member.Name == "location").Inner;

    public int Count => _members.Count;

    public Draft Add(string name, string json) => Insert(_members.Count, name, json);

    public Draft Add(string name, Draft inner)
    {
        _members.Add(new(name, "", inner));
        return this;
    }

    public Draft Insert(int place, string name, string json)
    {
        _members.Insert(place, new(name, json, null));
        return this;
    }

    public Draft Set(string name, string json)
    {
        var place = _members.FindIndex(member => member.Name == name);
        _members[place] = new(name, json, null);
        return this;
    }

    public Draft Remove(string name)
    {
        _members.RemoveAll(member => member.Name == name);
        return this;
    }

    public Draft Shuffle(Dice dice)
    {
        for (var i = _members.Count - 1; i > 0; i--)
        {
            var other = dice.Below(i + 1);
            (_members[i], _members[other]) = (_members[other], _members[i]);
        }

        foreach (var member in _members)
            member.Inner?.Shuffle(dice);
        return this;
    }

    /// <summary>Spells every name and text of this object and those inside with one of its characters escaped.</summary>
    public Draft Escape(Dice dice)
    {
        for (var i = 0; i < _members.Count; i++)
        {
            var (name, json, inner) = _members[i];
            _members[i] = new(EscapeOne(name, dice), json.Length > 2 && json[0] == '"' ? Quote(EscapeOne(json[1..^1], dice)) : json, inner);
            inner?.Escape(dice);
        }

        return this;
    }

    /// <summary>The object as JSON, with <paramref name="gap"/> wherever white space may stand.</summary>
    public string ToJson(string gap = "")
    {
        var text = new StringBuilder();
        Write(text, gap);
        return text.ToString();
    }

    private static Draft DataOf(in FleetEvent happened, Func<long, string> stamp, Func<int, string> degrees)
    {
        var data = new Draft().Add("id", Quote(happened.Subject.Text));
        if (happened.IsOfPeriod)
            return data.Add("start", Quote(stamp(happened.Start))).Add("finish", Quote(stamp(happened.Finish)));
        if (happened.Type != EventType.Update)
            return data;
        return happened.Fix.Kind switch
        {
            FixKind.Missing => data,
            FixKind.Null => data.Add("location", "null"),
            FixKind.NullMembers => data.Add("location", new Draft().Add("lat", "null").Add("lng", "null").Add("at", "null")),
            _ => data.Add("location", new Draft()
                .Add("lat", degrees(happened.Fix.Latitude))
                .Add("lng", degrees(happened.Fix.Longitude))
                .Add("at", Quote(stamp(happened.At)))),
        };
    }

    private static string EscapeOne(string text, Dice dice)
    {
        var place = dice.Below(text.Length);
        var escaped = ((int)text[place]).ToString(dice.Chance(0.5) ? "x4" : "X4", CultureInfo.InvariantCulture);
        return $"{text[..place]}\\u{escaped}{text[(place + 1)..]}";
    }

    private void Write(StringBuilder text, string gap)
    {
        text.Append('{').Append(gap);
        for (var i = 0; i < _members.Count; i++)
        {
            var (name, json, inner) = _members[i];
            if (i > 0)
                text.Append(',').Append(gap);
            text.Append('"').Append(name).Append('"').Append(gap).Append(':').Append(gap);
            if (inner is null)
                text.Append(json);
            else
                inner.Write(text, gap);
            text.Append(gap);
        }

        text.Append('}');
    }

    private readonly record struct Member(string Name, string Json, Draft? Inner);
}
