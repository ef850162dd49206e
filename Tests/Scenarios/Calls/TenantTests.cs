using Telephony.Calls.Admission;
using Telephony.Domain.Addresses;
using Telephony.Domain.Catalogue;
using Telephony.Domain.Identity;
using Telephony.Domain.NumberRules;
using Telephony.Domain.Routing;
using Telephony.Domain.Trunks;
using Telephony.Net.Tls;
using Telephony.Support.Calls;
using Xunit;

namespace Telephony.Scenarios.Calls;

/// <summary>
/// The carrier model (DR-9 step 3, DR-28): one SBC, <c>sbc.example</c>, with a name below its own for each customer. <c>contoso</c> and <c>fabrikam</c> are tenants of
/// it; alpha serves the routes of contoso, beta those of fabrikam.
/// </summary>
public sealed class TenantTests : Scenario
{
    [Fact]
    public void A_tenant_is_a_trunk_of_its_own_with_its_own_resource_and_routes()
    {
        StartWithTenants();
        Dials("contoso.sbc.example");
        Refuses(Alpha);
        Assert.Equal(("contoso.sbc.example", "contoso"), (Ladder.Record.FromTrunk.Value, Ladder.Record.Resource.Value));
        Dials("Fabrikam.sbc.example");
        Refuses(Beta);
        Dials("sbc.example");   // the carrier itself has no routes
        Sbc.Receives("404");
        Ladder.Wait(1);
        Assert.Equal(["contoso.sbc.example", "fabrikam.sbc.example", "sbc.example"], Ladder.Records.Select(static r => r.FromTrunk.Value).Order());
    }

    [Fact]
    public void A_name_that_is_no_tenant_is_refused_and_the_trace_says_whose_it_is_not()
    {
        StartWithTenants();
        Dials("northwind.sbc.example");
        Assert.EndsWith("403 Unknown trunk", Sbc.Receives("403").StartLine);
        var refusal = Ladder.Calls.Refused.Last[0];
        Assert.Equal((AdmissionFault.UnknownTrunk, "sbc.example"), (refusal.Fault, refusal.Trunk));
        Assert.Contains("northwind.sbc.example is none of the tenants", refusal.Why);
    }

    [Theory]
    [InlineData("contoso.sbc.example", true)]
    [InlineData("northwind.sbc.example", false)]
    public void By_certificate_one_wildcard_proves_the_tenants_that_are_written_down(string host, bool good)
    {
        StartWithTenants(tls: true);
        Ladder.Network.PresentCertificate(Sbc.Address.WithPort(0), new PeerCertificate { Names = ["*.sbc.example"], Subject = "CN=*.sbc.example", Issuer = "CN=CA", Begins = DateTimeOffset.UnixEpoch, Ends = DateTimeOffset.UnixEpoch.AddYears(100) });
        var line = Sbc.Sip.ConnectsOverTls(Ladder.GatewayTls, "gw.example");
        Sbc.Sip.Sends(Sbc.Sip.Request("INVITE", $"sip:{Number}@gw.example", contact: $"<sip:{host}:5061;transport=tls>", body: Sbc.Sdp(), via: "TLS"), line);
        if (!good)
        {
            Assert.EndsWith("403 Unknown trunk", Sbc.Receives("403").StartLine);
            return;
        }
        var invite = Alpha.Receives("INVITE");
        Alpha.Answers(invite, 486);
        Alpha.Receives("ACK");
        var refusal = Sbc.Sip.Receives("486");
        Sbc.Sip.Sends(Sbc.Sip.Ack(refusal, $"sip:{Number}@gw.example", refusal.Branch), line);
        Assert.Equal("contoso.sbc.example", Ladder.Record.FromTrunk.Value);
    }

    [Fact]
    public void Each_tenant_has_limits_of_its_own_within_those_of_the_carrier()
    {
        StartWithTenants(carrier: new TrunkLimits { Channels = 2 }, contoso: new TrunkLimits { Channels = 1 });
        Dials("contoso.sbc.example");
        var first = Alpha.Receives("INVITE");
        Dials("contoso.sbc.example");
        Assert.False(Sbc.Receives("503").Has("Retry-After"));
        Ladder.Wait(1);
        Assert.Contains(Ladder.Records[0].Trace, static step => step is { Rule: DecisionRule.Limit, Input: "contoso.sbc.example", Detail: "limits.channels" });
        Dials("fabrikam.sbc.example");
        var second = Beta.Receives("INVITE");
        Dials("fabrikam.sbc.example");
        Sbc.Receives("503");
        Ladder.Wait(1);
        Assert.Contains(Ladder.Records[1].Trace, static step => step is { Rule: DecisionRule.Limit, Input: "fabrikam.sbc.example", Detail: "limits.channels of sbc.example" });
        Assert.Equal(2, Ladder.Board.LimiterOf(Ladder.Trunk("sbc")).ChannelsInUse);
        Alpha.Answers(first, 486);
        Alpha.Receives("ACK");
        Sbc.Receives("486");
        Beta.Answers(second, 486);
        Beta.Receives("ACK");
        Sbc.Receives("486");
        Ladder.Wait(1);
        Assert.Equal(0, Ladder.Board.LimiterOf(Ladder.Trunk("sbc")).ChannelsInUse);
    }

    [Fact]
    public void A_call_to_a_tenant_goes_to_the_carriers_SBC_and_names_the_tenant()
    {
        StartWithTenants();
        Alpha.Dials("+4930111");
        var invite = Sbc.Receives("INVITE");
        Assert.Equal("sip:+4930111@contoso.sbc.example:5060", invite.RequestUri);
        Assert.StartsWith("<sip:+4930111@contoso.sbc.example", invite["To"]);
        Sbc.Answers(invite, 486);
        Sbc.Receives("ACK");
        Alpha.Receives("486");
    }

    [Fact]
    public void A_tenant_is_not_called_when_its_carrier_is_down_or_draining_and_has_no_pings_of_its_own()
    {
        StartWithTenants();
        Ladder.Board.Drain(Ladder.Trunk("sbc"), true);
        Assert.Equal(TrunkAvailability.Draining, Ladder.Board.AvailabilityOf(Tenant("contoso")));
        Ladder.Board.Drain(Ladder.Trunk("sbc"), false);
        for (var i = 0; i < 3; i++) Ladder.Board.HealthOf(Tenant("fabrikam")).OnCallUnreachable("gone", Ladder.Board.NowMs, default);
        Assert.Equal(TrunkAvailability.Demoted, Ladder.Board.AvailabilityOf(Tenant("contoso")));
        Assert.Equal(TrunkAvailability.Demoted, Ladder.HealthOf("sbc"));
        Alpha.Dials("+4930111");
        Alpha.Receives("503");
    }

    /// <summary>DR-28: the gateway's rules, then the tenant's, then the trunk's.</summary>
    [Fact]
    public void The_rules_of_the_tenant_come_before_those_of_the_trunk()
    {
        StartWithTenants(rules: new NumberRuleLists { InboundCalled = [Rule("^7$", "+1999")], OfTenant = new NumberRuleLists { InboundCalled = [Rule("^42$", "7")] } });
        Dials("contoso.sbc.example", "42");
        Assert.StartsWith("sip:+1999@", Refuses(Alpha));
        Ladder.Wait(1);
        Assert.Contains(Ladder.Record.Trace, static step => step is { Rule: DecisionRule.NumberRules, Input: "42", Detail: "+1999 by ^42$, ^7$" });
    }

    private Trunk Tenant(string label) => Ladder.Catalogue.Current.Find(TrunkId.Parse($"{label}.sbc.example"))!;   // built below

    private void Dials(string host, string number = Number) => Sbc.Dials(number, from: $"<sip:+12065550100@{host}>");

    private string Refuses(Party who)
    {
        var invite = who.Receives("INVITE");
        who.Answers(invite, 486);
        who.Receives("ACK");
        Sbc.Receives("486");
        return invite.RequestUri;
    }

    private void StartWithTenants(bool tls = false, TrunkLimits? carrier = null, TrunkLimits? contoso = null, NumberRuleLists? rules = null)
    {
        Start(new LadderSetup { Trunks = ["alpha", "beta"], Tls = tls, Trunk = static (name, trunk) => name == "alpha" ? trunk with { Transit = true } : trunk });
        var sbc = Ladder.Trunk("sbc") with { HasTenants = true, Limits = carrier ?? TrunkLimits.None };
        if (tls)
        {
            sbc = sbc with { Transport = SignallingTransport.Tls, Srtp = SrtpPreferences.Off, Authentication = new TrunkAuthentication { Certificate = true }, Address = new HostPort("10.0.1.1", 5061) };
        }
        Trunk[] trunks =
        [
            sbc, Ladder.Trunk("alpha"), Ladder.Trunk("beta"),
            Tenant("contoso") with { Limits = contoso ?? TrunkLimits.None, NumberRules = rules ?? NumberRuleLists.None }, Tenant("fabrikam"),
        ];
        VoiceRoute[] routes =
        [
            Ladder.Route(@"^\+1", "alpha") with { Resource = ResourceId.Parse("contoso") },
            Ladder.Route(@"^\+1", "beta") with { Resource = ResourceId.Parse("fabrikam") },
            Ladder.Route(@"^\+49", "contoso.sbc"),
        ];
        Ladder.Catalogue.Swap(TrunkCatalogue.Build(trunks, routes));
        Ladder.Clock.RunUntilIdle();

        Trunk Tenant(string label) => sbc with
        {
            Id = TrunkId.Parse($"{label}.sbc.example"), Parent = sbc, HasTenants = false, Resource = ResourceId.Parse(label), Limits = TrunkLimits.None,
        };
    }

    private static NumberRule Rule(string pattern, string replacement) =>
        NumberRule.TryCreate(pattern, pattern, replacement, false, out var rule, out var why) ? rule : throw new ArgumentException(why, nameof(pattern));
}
