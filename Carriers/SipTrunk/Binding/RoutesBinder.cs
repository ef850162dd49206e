using System.Globalization;
using Telephony.Domain.Addresses;
using Telephony.Domain.Identity;
using Telephony.Domain.NumberRules;
using Telephony.Domain.Routing;

namespace Telephony.SipTrunk.Binding;

/// <summary>What <c>routes.json</c> holds.</summary>
internal sealed record RoutesFile(IReadOnlyList<VoiceRoute> Routes, NumberRuleLists NumberRules, EmergencyNumbers Emergency)
{
    public static readonly RoutesFile Empty = new([], NumberRuleLists.None, EmergencyNumbers.Usual);
}

internal static class RoutesBinder
{
    public static RoutesFile Bind(ConfigSection root) => new(
        [.. root.Sections("routes").Select(Route)],
        NumberRulesBinder.Bind(root.Section("numberRules")),
        root.Texts("emergencyNumbers") is { } codes ? new EmergencyNumbers(codes.Select(c => c.Value)) : EmergencyNumbers.Usual);

    /// <summary>A route that lacks something is made too, so that the places in the list stay; what it lacks has been reported.</summary>
    private static VoiceRoute Route(ConfigSection route, int index) => new()
    {
        Name = route.Text("name") ?? $"route {index}",
        Description = route.Text("description") ?? "",
        Resource = TrunkBinder.Resource(route),
        NumberPattern = TrunkBinder.Pattern(route, "numberPattern") ?? NumberPattern.Compile("^$"),
        CallerPattern = TrunkBinder.Pattern(route, "callerPattern"),
        Trunks = Ids(route, "trunks"),
        Order = RouteOrders.Parse(route.Text("order")),
        Weights = PerTrunk(route, "weights", RouteOrder.Weighted),
        Costs = PerTrunk(route, "costs", RouteOrder.LeastCost),
        FromTrunks = Ids(route, "fromTrunks"),
        Hours = [.. route.Sections("hours").Select(Hours)],
        TimeZone = Zone(route),
        FailoverCodes = route.Section("failover").Wholes("codes"),
    };

    private static RouteHours Hours(ConfigSection hours) => new(
        [.. (hours.Texts("days") ?? []).Select(static day => RouteHours.DayOf(day.Value))], Time(hours, "from"), Time(hours, "to"));

    private static TimeOnly Time(ConfigSection hours, string name) =>
        TimeOnly.TryParseExact(hours.Text(name), "HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out var time) ? time : default;   // the schema has checked its form

    private static TimeZoneInfo Zone(ConfigSection route)
    {
        if (route.Text("timeZone") is not { } name) return TimeZoneInfo.Utc;
        if (TimeZoneInfo.TryFindSystemTimeZoneById(name, out var zone)) return zone;
        route.Wrong("timeZone", $"\"{name}\"", "allowed is a name of the time zone database such as Europe/Berlin, or UTC");
        return TimeZoneInfo.Utc;
    }

    /// <summary>A list with one number for each trunk, for the order that uses it.</summary>
    private static IReadOnlyList<double> PerTrunk(ConfigSection route, string name, RouteOrder order)
    {
        var used = RouteOrders.Parse(route.Text("order")) == order;
        if (route.Numbers(name) is not { } values)
        {
            if (used && order == RouteOrder.LeastCost) route.Wrong(name, "missing", "order leastCost needs one for each of trunks");
            return [];
        }
        var trunks = route.Texts("trunks")?.Count ?? 0;
        if (values.Count != trunks) route.Wrong(name, $"a list of {values.Count}", $"there must be one for each of trunks, which are {trunks}");
        else if (!used) route.Wrong(name, $"a list of {values.Count}", $"it has no effect without order {order.ToWord()}");
        return values;
    }

    /// <summary>A name that is none stays in the list as it is written elsewhere: reported here, and not again as unknown.</summary>
    private static List<TrunkId> Ids(ConfigSection route, string name)
    {
        var ids = new List<TrunkId>();
        var texts = route.Texts(name) ?? [];
        for (var i = 0; i < texts.Count; i++)
        {
            if (TrunkId.TryParse(texts[i].Value, out var id)) ids.Add(id);
            else route.WrongEntry(name, i, $"\"{texts[i].Value}\"", "allowed is the FQDN of a trunk");
        }
        return ids;
    }
}
