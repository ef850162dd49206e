using System.Globalization;
using System.Text;
using Telephony.Calls.Dialing;
using Telephony.Calls.Legs;
using Telephony.Calls.Loop;
using Telephony.Domain.Trunks;
using Telephony.Sip.Messages;
using Telephony.Sip.Writing;

namespace Telephony.Calls.Transit;

/// <summary>Who calls, as the trunk is told it: From, P-Asserted-Identity and Privacy (RFC 3323, 3325) by the trunk's identity settings.</summary>
internal static class IdentityHeaders
{
    /// <summary>Name and address of From, without tag.</summary>
    public static byte[] From(Trunk trunk, CallIdentity identity, string domain)
    {
        if (identity.IsAnonymous) return "\"Anonymous\" <sip:anonymous@anonymous.invalid>"u8.ToArray();
        var shown = identity.DisplayName.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal);
        var name = shown.Length == 0 ? "" : $"\"{shown}\" ";
        return Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{name}<sip:{SipUserText.Escape(trunk.Identity.From ?? identity.Caller)}@{HostOf(trunk, domain)}>"));
    }

    /// <param name="trusted">Both trunks are trusted with identities.</param>
    public static void Write(ref SipWriter writer, Call call, CalleeLeg leg, bool trusted)
    {
        var (trunk, identity) = (leg.Trunk, leg.Told);
        var domain = trunk.LocalName ?? call.Services.Options.Domain;
        var asserted = AssertedOf(trunk, identity, trusted);
        if (asserted.Length > 0)
        {
            writer.Begin(HeaderName.PAssertedIdentity);
            writer.Append("<sip:"u8);
            writer.Append(SipUserText.Escape(asserted));
            writer.Append("@"u8);
            writer.Append(HostOf(trunk, domain));
            writer.Append(">"u8);
            writer.EndLine();
        }
        WritePrivacy(ref writer, call.IsOwn ? null : call.A.Request, trunk, identity.IsAnonymous, asserted.Length > 0);
        ForwardingHeaders.Write(ref writer, leg, domain);
    }

    /// <summary>Never to a trunk outside of the trust domain; who hides is named only from inside of it.</summary>
    private static string AssertedOf(Trunk trunk, CallIdentity identity, bool trusted) => trunk.Identity switch
    {
        { Trusted: false } => "",
        { Pai: AssertedIdentity.Billed, BilledNumber: { } billed } => billed,
        { Pai: AssertedIdentity.From } when !identity.IsAnonymous || trusted => trunk.Identity.From ?? identity.Caller,
        { Pai: AssertedIdentity.Pass } when trusted => identity.Caller,
        _ => "",
    };

    /// <summary>An identity asserted about a caller who hides goes out with the wish to keep it (RFC 3325 9.3), whatever the setting.</summary>
    private static void WritePrivacy(ref SipWriter writer, SipMessage? request, Trunk trunk, bool anonymous, bool asserted)
    {
        var word = trunk.Identity.Privacy;
        if (word == PrivacyWord.Pass && request is not null && request.Has(HeaderName.Privacy)) writer.Copy(request, HeaderName.Privacy);
        else if (anonymous && word is PrivacyWord.Id or PrivacyWord.User or PrivacyWord.Header) writer.Header(HeaderName.Privacy, word == PrivacyWord.Id ? "id"u8 : word == PrivacyWord.User ? "user"u8 : "header"u8);
        else if (anonymous && asserted) writer.Header(HeaderName.Privacy, "id"u8);
    }

    /// <summary>Of our own addresses, as the trunk is told them.</summary>
    public static string HostOf(Trunk trunk, string domain) => trunk.Identity.FromHost ?? trunk.Authentication.Registration?.AorHost ?? trunk.LocalName ?? domain;
}
