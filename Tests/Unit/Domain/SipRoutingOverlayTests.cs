using Telephony.Domain.Catalogue;
using Telephony.Domain.Identity;
using Telephony.Domain.NumberRules;
using Telephony.Domain.Routing;
using Telephony.Domain.Trunks;
using Xunit;

namespace Telephony.Unit.Domain;

public sealed class SipRoutingOverlayTests
{
    private static readonly ResourceId Contoso = ResourceId.Parse("contoso");

    [Fact]
    public void Routes_of_the_gateway_come_first_and_only_the_resource_itself_gets_its_own()
    {
        var catalogue = Over(Document(Contoso, "sbc.contoso.example"), out var leftOut);

        Assert.Empty(leftOut);
        Assert.Equal(["all", "mine"], catalogue.Routes.Select(static route => route.Name));
        Assert.Equal(["file.example", "sbc.contoso.example"], Planned(catalogue, Contoso));
        Assert.Equal(["file.example"], Planned(catalogue, ResourceId.Default));
    }

    [Fact]
    public void A_name_that_a_file_claims_is_the_files_and_it_is_said()
    {
        var catalogue = Over(Document(Contoso, "file.example"), out var leftOut);
        Assert.Equal(["file.example"], Planned(catalogue, Contoso));
        Assert.Contains("the gateway has one of that name", Assert.Single(leftOut), StringComparison.Ordinal);
    }

    [Fact]
    public void Below_a_domain_that_is_off_nothing_is_tried()
    {
        var document = Document(Contoso, "sbc.contoso.example");
        Assert.Equal(["file.example"], Planned(Over(document with { Domains = [new RoutingDomain(TrunkId.Parse("contoso.example"), false)] }, out _), Contoso));
        Assert.Equal(2, Planned(Over(document with { Domains = [new RoutingDomain(TrunkId.Parse("so.example"), false)] }, out _), Contoso).Count);
    }

    [Fact]
    public void A_routes_caller_stands_in_place_of_the_trunks()
    {
        var document = Document(Contoso, "sbc.contoso.example");
        var plan = Plan(Over(document with { Routes = [document.Routes[0] with { CallerId = "+14255550100" }] }, out _), Contoso);
        Assert.Equal([null, "+14255550100"], plan.Candidates.Select(static candidate => candidate.Trunk.Identity.From));
    }

    private static ResourceRouting Document(ResourceId resource, string trunk) => new()
    {
        Resource = resource, Version = 1, Trunks = [new RoutingTrunk(TrunkId.Parse(trunk), 5061)], Routes = [new RoutingRoute("mine", "", NumberPattern.Compile("^\\+"), [TrunkId.Parse(trunk)], null)],
    };

    private static TrunkCatalogue Over(ResourceRouting document, out IReadOnlyList<string> leftOut) => SipRoutingOverlay.Over(
        TrunkCatalogue.Build([new Trunk { Id = TrunkId.Parse("file.example"), Transport = SignallingTransport.Udp }], [new VoiceRoute { Name = "all", NumberPattern = NumberPattern.Compile("^\\+"), Trunks = [TrunkId.Parse("file.example")] }]),
        [document], 2, out leftOut);

    private static List<string> Planned(TrunkCatalogue catalogue, ResourceId resource) => [.. Plan(catalogue, resource).Candidates.Select(static candidate => candidate.Trunk.Id.Value)];

    private static RoutePlan Plan(TrunkCatalogue catalogue, ResourceId resource)
    {
        var board = new TrunkBoard(TimeProvider.System);
        return RoutePlanner.Plan(new RouteQuery { Called = "+14255550123", Caller = "", Resource = resource, At = board.Now }, catalogue, board, board, new Random(1), new DecisionTrace(TimeProvider.System));
    }
}
