using Telephony.Domain.Identity;
using Telephony.Domain.NumberRules;
using Telephony.Domain.Trunks;

namespace Telephony.SipTrunk.Binding;

/// <summary>
/// Reads <c>tenants</c> of a carrier's trunk: each becomes a trunk of its own, a label below the carrier's name, with the carrier's SBC, certificate and policy, and
/// its own resource, limits and number rules (DR-9 step 3).
/// </summary>
internal static class TenantBinder
{
    /// <summary>The carrier's trunk first; without tenants it alone.</summary>
    public static IReadOnlyList<Trunk> Bind(ConfigSection root, Trunk trunk)
    {
        var sections = root.Sections("tenants");
        if (sections.Count == 0) return [trunk];
        if (trunk.Accounts.Count > 0) root.Wrong("accounts", "given", "phones register with a trunk of their own, not with a carrier that has tenants");
        if (trunk.Authentication.Registration is not null) root.Section("auth").Wrong("registration", "given", "a carrier that has tenants is not registered with");
        var carrier = trunk with { HasTenants = true };
        return [carrier, .. sections.Select(section => Tenant(section, carrier)).OfType<Trunk>()];
    }

    private static Trunk? Tenant(ConfigSection section, Trunk carrier)
    {
        if (section.Text("label") is not { } label) return null;
        if (label.Contains('.', StringComparison.Ordinal) || !TrunkId.TryParse($"{label}.{carrier.Id}", out var id))
        {
            section.Wrong("label", $"\"{label}\"", $"allowed is one label of a domain name, so that LABEL.{carrier.Id} is a name of at most {TrunkId.LongestText} characters");
            return null;
        }
        return carrier with
        {
            Id = id,
            Parent = carrier,
            HasTenants = false,
            Accounts = [],
            Authentication = carrier.Authentication with { Registration = null },
            Description = section.Text("description") ?? carrier.Description,
            Resource = section.Has("resource") ? TrunkBinder.Resource(section) : carrier.Resource,
            Enabled = carrier.Enabled && section.Flag("enabled", true),
            Drain = section.Flag("drain", false),
            Transit = section.Flag("transit", carrier.Transit),
            Limits = TrunkBinder.Limits(section.Section("limits")),
            NumberRules = carrier.NumberRules with { OfTenant = section.Section("numberRules") is { Exists: true } rules ? NumberRulesBinder.Bind(rules) : null },
        };
    }
}
