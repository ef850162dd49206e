using System.Text.Json.Nodes;
using Telephony.Api.SipRouting;
using Telephony.Domain.Catalogue;
using Telephony.Domain.Identity;
using Telephony.Domain.NumberRules;
using Telephony.Domain.Routing;
using Telephony.Domain.Trunks;
using Xunit;

namespace Telephony.Unit.Api;

public sealed class RoutingPatchTests
{
    private static readonly FileRouting NoFiles = new([], []);

    [Fact]
    public void A_trunk_is_set_changed_by_field_and_deleted_by_null()
    {
        var set = Apply(ResourceRouting.None(ResourceId.Default), """{ "trunks": { "SBC.example.com": { "sipSignalingPort": 5061 }, "b.example.com": { "sipSignalingPort": 5062.0, "enabled": false } } }""");
        Assert.Equal(["sbc.example.com:5061:True", "b.example.com:5062:False"], set.Trunks.Select(static one => $"{one.Fqdn}:{one.Port}:{one.Enabled}"));
        var changed = Apply(set, """{ "trunks": { "sbc.example.com": null, "b.example.com": { "privacyHeader": "id", "transport": "udp", "enabled": null } } }""");
        var left = Assert.Single(changed.Trunks);
        Assert.Equal((5062, true, PrivacyWord.Id, SignallingTransport.Udp), (left.Port, left.Enabled, left.Privacy, left.Transport));
        Assert.Equal((1L, 2L), (set.Version, changed.Version));
    }

    [Fact]
    public void Routes_stand_for_all_of_them_in_their_order_and_are_left_alone_where_they_are_not_named()
    {
        var set = Apply(ResourceRouting.None(ResourceId.Default), """{ "trunks": { "a.example.com": { "sipSignalingPort": 5061 } }, "routes": [ { "name": "US", "numberPattern": "^\\+1", "trunks": ["a.example.com"], "description": "d" }, { "name": "World", "numberPattern": "^\\+" } ] }""");
        Assert.Equal(["US", "World"], set.Routes.Select(static route => route.Name));
        Assert.Equal(["US", "World"], Apply(set, """{ "trunks": {} }""").Routes.Select(static route => route.Name));
        Assert.Equal(["World", "US"], Apply(set, """{ "routes": [ { "name": "World", "numberPattern": "^\\+" }, { "name": "US", "numberPattern": "^\\+1" } ] }""").Routes.Select(static route => route.Name));
        Assert.Empty(Apply(set, """{ "routes": [] }""").Routes);
        Assert.Empty(Apply(set, """{ "routes": null }""").Routes);
    }

    [Theory]
    [InlineData("""{ "trunks": { "10.0.0.1": { "sipSignalingPort": 5061 } } }""", "InvalidTrunkFqdn")]
    [InlineData("""{ "trunks": { "-": { "sipSignalingPort": 5061 } } }""", "InvalidTrunkFqdn")]
    [InlineData("""{ "trunks": [] }""", "InvalidTrunkFqdn")]
    [InlineData("""{ "trunks": { "a.example.com": {} } }""", "InvalidTrunkSipSignalingPort")]
    [InlineData("""{ "trunks": { "a.example.com": { "sipSignalingPort": 0 } } }""", "InvalidTrunkSipSignalingPort")]
    [InlineData("""{ "trunks": { "a.example.com": { "sipSignalingPort": 65536 } } }""", "InvalidTrunkSipSignalingPort")]
    [InlineData("""{ "trunks": { "a.example.com": { "sipSignalingPort": 1e300 } } }""", "InvalidTrunkSipSignalingPort")]
    [InlineData("""{ "trunks": { "a.example.com": { "sipSignalingPort": "5061" } } }""", "InvalidTrunkSipSignalingPort")]
    [InlineData("""{ "trunks": { "a.example.com": { "sipSignalingPort": 5061, "privacyHeader": "x" } } }""", "InvalidTrunkFqdn")]
    [InlineData("""{ "domains": { "-": { "enabled": true } } }""", "InvalidDomain")]
    [InlineData("""{ "domains": { "a.example.com": { "enabled": 1 } } }""", "InvalidDomain")]
    [InlineData("""{ "routes": {} }""", "InvalidRouteName")]
    [InlineData("""{ "routes": [ { "numberPattern": "^1" } ] }""", "InvalidRouteName")]
    [InlineData("""{ "routes": [ { "name": "", "numberPattern": "^1" } ] }""", "InvalidRouteName")]
    [InlineData("""{ "routes": [ { "name": "a" } ] }""", "InvalidRouteNumberPattern")]
    [InlineData("""{ "routes": [ { "name": "a", "numberPattern": "(" } ] }""", "InvalidRouteNumberPattern")]
    [InlineData("""{ "routes": [ { "name": "a", "numberPattern": "(?=1)(a+)+$" } ] }""", "InvalidRouteNumberPattern")]
    [InlineData("""{ "routes": [ { "name": "a", "numberPattern": "^1", "trunks": ["x.example.com"] } ] }""", "MissingTrunk")]
    [InlineData("""{ "routes": [ { "name": "a", "numberPattern": "^1", "trunks": [1] } ] }""", "InvalidRouteTrunk")]
    [InlineData("""{ "routes": [ { "name": "a", "numberPattern": "^1", "trunks": ["x.example.com", "X.example.com."] } ] }""", "RouteWithDuplicatedTrunk")]
    [InlineData("""{ "routes": [ { "name": "a", "numberPattern": "^1" }, { "name": "a", "numberPattern": "^2" } ] }""", "DuplicatedRoute")]
    public void What_cannot_be_is_refused_in_the_services_codes_with_what_is_allowed(string patch, string code)
    {
        Assert.Null(RoutingPatch.Apply(ResourceRouting.None(ResourceId.Default), JsonNode.Parse(patch)!.AsObject(), NoFiles, out var fault));
        Assert.Equal(code, fault!.Code);
        Assert.InRange(fault.Why.Length, 5, 300);
    }

    [Fact]
    public void A_trunk_that_a_route_names_stays_until_the_route_does_not()
    {
        var set = Apply(ResourceRouting.None(ResourceId.Default), """{ "trunks": { "a.example.com": { "sipSignalingPort": 5061 } }, "routes": [ { "name": "US", "numberPattern": "^\\+1", "trunks": ["a.example.com"] } ] }""");
        Assert.Null(RoutingPatch.Apply(set, JsonNode.Parse("""{ "trunks": { "a.example.com": null } }""")!.AsObject(), NoFiles, out var fault));
        Assert.Equal("MissingTrunk", fault!.Code);
        Assert.Empty(Apply(set, """{ "trunks": { "a.example.com": null }, "routes": [] }""").Trunks);
    }

    [Fact]
    public void What_files_say_may_be_repeated_and_not_changed()
    {
        var files = new FileRouting(
            [new Trunk { Id = TrunkId.Parse("file.example.com"), Resource = ResourceId.Default }],
            [new VoiceRoute { Name = "of a file", NumberPattern = NumberPattern.Compile("^\\+1"), Trunks = [TrunkId.Parse("file.example.com")], Resource = ResourceId.Default }]);
        var same = JsonNode.Parse("""{ "trunks": { "file.example.com": { "sipSignalingPort": 5061 } }, "routes": [ { "name": "of a file", "numberPattern": "^\\+1", "trunks": ["file.example.com"] }, { "name": "ours", "numberPattern": "^\\+", "trunks": ["file.example.com"] } ] }""")!.AsObject();
        var set = RoutingPatch.Apply(ResourceRouting.None(ResourceId.Default), same, files, out _);
        Assert.Equal(("ours", 0), (Assert.Single(set!.Routes).Name, set.Trunks.Count));
        foreach (var other in new[] { """{ "trunks": { "file.example.com": null } }""", """{ "trunks": { "file.example.com": { "sipSignalingPort": 5062 } } }""", """{ "routes": [ { "name": "of a file", "numberPattern": "^\\+2" } ] }""" })
        {
            Assert.Null(RoutingPatch.Apply(ResourceRouting.None(ResourceId.Default), JsonNode.Parse(other)!.AsObject(), files, out var fault));
            Assert.Contains("sbc-config", fault!.Why, StringComparison.Ordinal);
        }
    }

    private static ResourceRouting Apply(ResourceRouting before, string patch)
    {
        var after = RoutingPatch.Apply(before, JsonNode.Parse(patch)!.AsObject(), NoFiles, out var fault);
        Assert.Null(fault);
        return after!;
    }
}
