using Telephony.Api.OpenApi;

namespace Telephony.Api.SipRouting;

/// <summary>What the document says of the area.</summary>
internal static class SipRoutingWords
{
    public static readonly IReadOnlyList<(string Name, ApiWords Words)> All =
    [
        ("SipRouting_Get", new("Trunks and voice routes of the resource")
        {
            Answers = [(200, SipRoutingJson.Default.SipConfiguration)], Query = [("expand", false, "`trunks/health` adds the health of each trunk.")], Text = "What files of `sbc-config` give to the resource is listed with it.",
        }),
        ("SipRouting_Update", new("Change trunks and voice routes")
        {
            Request = SipRoutingJson.Default.SipConfiguration, IsMergePatch = true, Answers = [(200, SipRoutingJson.Default.SipConfiguration)],
            Text = "A merge patch (RFC 7396): null takes a trunk away, `routes` stands for all of them, in the order in which they are tried. The next call is routed by it. `If-Match` with the `ETag` of an answer refuses to change what has changed since.",
        }),
        ("SipRouting_TestRoutesWithNumber", new("What would become of a call to a number")
        {
            Request = SipRoutingJson.Default.SipConfiguration, Answers = [(200, SipRoutingJson.Default.RoutesForNumber)], Query = [("targetPhoneNumber", true, "Such as +14255550123.")],
            Text = "Nothing is called and nothing changed. A body stands in for what is stored. The answer has the matching routes in order, and the trace that a real call leaves.",
        }),
    ];
}
