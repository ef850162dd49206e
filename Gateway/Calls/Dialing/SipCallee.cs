using System.Text;
using Telephony.Domain.Addresses;
using Telephony.Domain.Catalogue;
using Telephony.Domain.Identity;
using Telephony.Domain.NumberRules;
using Telephony.Domain.Routing;
using Telephony.Domain.Trunks;
using Telephony.Sip.Messages;

namespace Telephony.Calls.Dialing;

/// <summary>
/// Somebody whom a controller calls by a SIP address. At the gateway's own name, or that of a trunk whose phones register with it, it is what stands before the @; at the name or address of a trunk it is called there as it is; every other one goes by the voice routes.
/// <code>
///   sip:4711@gateway.example     4711, an account or a number
///   sip:alice@pbx.example        to trunk pbx.example, byte for byte
///   sip:alice@elsewhere.example  a route whose pattern matches alice@elsewhere.example
/// </code>
/// </summary>
internal sealed record SipCallee(byte[] Uri, string User, string Host)
{
    private static readonly VoiceRoute ToTrunk = new() { Name = "SIP address at the trunk", NumberPattern = NumberPattern.Compile(".*"), Trunks = [] };

    /// <summary>Null: the text is no SIP address.</summary>
    public static SipCallee? Read(string text)
    {
        if (!text.StartsWith("sip:", StringComparison.OrdinalIgnoreCase) && !text.StartsWith("sips:", StringComparison.OrdinalIgnoreCase)) return null;
        var bytes = Encoding.UTF8.GetBytes(text);
        return SipUriView.TryParse(bytes, out var uri) && uri.IsSip && !uri.Host.IsEmpty ? new SipCallee(bytes, SipUserText.Unescape(uri.Number), Encoding.UTF8.GetString(uri.Host)) : null;
    }

    /// <summary>Whether a resource may name a trunk: its own ones, and the default resource, which an installation with one has, those of the gateway.</summary>
    public static bool MayName(Trunk trunk, ResourceId resource) => trunk.Resource == resource || (trunk.Resource == ResourceId.Gateway && resource == ResourceId.Default);

    /// <summary>What it is called by where no trunk has it.</summary>
    public Address AddressAt(string ourDomain, TrunkCatalogue catalogue)
    {
        var isOurs = Host.Equals(ourDomain, StringComparison.OrdinalIgnoreCase) || catalogue.Trunks.Any(trunk => trunk.Accounts.Count > 0 && trunk.Id.Value.Equals(Host, StringComparison.OrdinalIgnoreCase));
        return isOurs ? AddressReader.Read(User, "", catalogue.Emergency) : new Address.SipUri(User.Length > 0 ? $"{User}@{Host}" : Host);
    }

    /// <summary>Null: it is at no trunk that the resource may name.</summary>
    public RoutePlan? PlanAt(TrunkCatalogue catalogue, ResourceId resource)
    {
        var where = new Transfer.TransferTarget(Uri, User, null);
        if (catalogue.Trunks.FirstOrDefault(trunk => trunk.Accounts.Count == 0 && where.IsAt(trunk) && MayName(trunk, resource)) is not { } home) return null;
        return home is { Enabled: true, CanBeCalled: true } ? new RoutePlan([new RouteCandidate(home, ToTrunk)], NoPlanReason.None) : RoutePlan.NoTrunk;
    }
}
