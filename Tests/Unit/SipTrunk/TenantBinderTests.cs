using Telephony.Domain.Trunks;
using Telephony.SipTrunk.Schema;
using Xunit;

namespace Telephony.Unit.SipTrunk;

/// <summary><c>tenants</c> of a carrier's trunk.</summary>
public sealed class TenantBinderTests
{
    private const string Full = """
        "resource": "carrier", "transport": "udp", "auth": { "addresses": ["192.0.2.1"] }, "limits": { "channels": 100 },
        "numberRules": { "inboundCalled": [{ "preset": "addPlus" }] },
        "tenants": [
          { "label": "Contoso", "resource": "contoso", "description": "d", "enabled": false, "drain": true, "transit": true, "limits": { "channels": 5, "cpsIn": 2 },
            "numberRules": { "inboundCalled": [{ "pattern": "^(\\d{4})$", "replacement": "1206555$1" }] } },
          { "label": "fabrikam" },
        ]
        """;

    [Fact]
    public void Each_becomes_a_trunk_with_what_is_its_own_and_the_rest_of_the_carrier()
    {
        using var folder = new SbcFolder().WithTrunk(Full, "sbc.example");
        var result = folder.Load();
        Assert.Empty(result.Mistakes);
        var trunks = result.Catalogue?.Trunks ?? [];
        Assert.Equal(["sbc.example", "contoso.sbc.example", "fabrikam.sbc.example"], trunks.Select(static t => t.Id.Value));
        var (carrier, contoso, fabrikam) = (trunks[0], trunks[1], trunks[2]);
        Assert.True(carrier.HasTenants && !contoso.HasTenants);
        Assert.Equal(("contoso", "d", false, true, true, 5, 2.0), (contoso.Resource.Value, contoso.Description, contoso.Enabled, contoso.Drain, contoso.Transit, contoso.Limits.Channels, contoso.Limits.CpsIn));
        Assert.Equal(("carrier", true, false, false, null), (fabrikam.Resource.Value, fabrikam.Enabled, fabrikam.Drain, fabrikam.Transit, fabrikam.Limits.Channels));
        Assert.All([contoso, fabrikam], tenant => Assert.Equal((carrier.Id, SignallingTransport.Udp), (tenant.Parent?.Id, tenant.Transport)));
        Assert.Equal((1, 1), (contoso.NumberRules.OfTenant?.Count, contoso.NumberRules.Count));
        Assert.Null(fabrikam.NumberRules.OfTenant);
    }

    [Theory]
    [InlineData("""{ "label": "a.b" }""", "tenants[0].label")]
    [InlineData("""{ "label": "-a-" }""", "tenants[0].label")]
    [InlineData("""{ "resource": "r" }""", "tenants[0].label")]
    [InlineData("""{ "label": "a", "resource": "R R" }""", "tenants[0].resource")]
    [InlineData("""{ "label": "a", "limits": { "channels": -1 } }""", "tenants[0].limits.channels")]
    [InlineData("""{ "label": "a", "codecs": {} }""", "tenants[0].codecs")]
    [InlineData("""{ "label": "a" }, { "label": "A" }""", "tenants")]
    public void What_is_wrong_is_told(string tenants, string field)
    {
        using var folder = new SbcFolder().WithTrunk($$""" "transport": "udp", "tenants": [{{tenants}}] """, "sbc.example");
        var mistake = Assert.Single(folder.Load().Mistakes);
        Assert.StartsWith(field, mistake.Field);
    }

    [Fact]
    public void A_name_is_claimed_once_be_it_by_a_file_or_by_a_tenant()
    {
        using var folder = new SbcFolder().WithTrunk(Full, "sbc.example").WithTrunk(""" "transport": "udp" """, "fabrikam.sbc.example", "own");
        var mistake = Assert.Single(folder.Load().Mistakes);
        Assert.Contains("already claimed by a trunk of another resource", mistake.ToString());
    }

    [Theory]
    [InlineData(""" "accounts": [{ "user": "u", "password": "p" }] """, "accounts")]
    [InlineData(""" "auth": { "registration": { "registrar": "r.example", "user": "u", "password": "p" } } """, "auth.registration")]
    public void A_carrier_with_tenants_neither_registers_nor_is_registered_with(string fields, string field)
    {
        using var folder = new SbcFolder().WithTrunk($$""" "transport": "udp", {{fields}}, "tenants": [{ "label": "a" }] """, "sbc.example");
        Assert.Equal(field, Assert.Single(folder.Load().Mistakes).Field);
    }

    [Fact]
    public void The_schema_has_the_fields_of_a_tenant() =>
        Assert.Equal(["description", "drain", "enabled", "label", "limits", "numberRules", "resource", "transit"], SbcSchemas.Trunk.Properties["tenants"].Items?.Properties.Keys.Order());
}
