using System.Globalization;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Telephony.Domain.Resources;
using Telephony.Identity.Keys;

namespace Telephony.Api.Access;

/// <summary>Finds the resource whose key signed a request. The body is not looked at: its hash is among what was signed, and compared once the body is here.</summary>
internal sealed class RequestSignature(ResourceDirectory resources, TimeProvider clock)
{
    /// <summary>Between the client's clock and ours, either way.</summary>
    public static readonly TimeSpan ClockSkew = TimeSpan.FromMinutes(15);

    private const string DateHeader = "x-ms-date";
    private const string HostHeader = "x-ms-host";
    public const string HashHeader = "x-ms-content-sha256";
    private const string HashOfNothing = "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=";

    /// <param name="why">What is wrong, for the caller; empty when it is signed.</param>
    public (CommunicationResource Resource, AccessKeyKind Key)? Find(HttpRequest request, ReadOnlySpan<char> authorization, out string why)
    {
        Span<byte> signature = stackalloc byte[SignatureHeader.SignatureBytes];
        if (!SignatureHeader.TryRead(authorization, signature, out why)) return null;
        var (date, hash) = ((string?)request.Headers[DateHeader] ?? "", (string?)request.Headers[HashHeader] ?? "");
        if (!IsNow(date, out why)) return null;
        if (hash.Length == 0)
        {
            why = $"The header {HashHeader} is missing: the SHA-256 of the body in base64, also of an empty one.";
            return null;
        }
        var named = (string?)request.Headers[HostHeader];
        var host = string.IsNullOrEmpty(named) ? request.Headers.Host.ToString() : named;
        var text = new SignedText(request.Method, date, host, hash);
        var target = request.HttpContext.Features.Get<IHttpRequestFeature>()!.RawTarget;   // every server has it
        var found = Find(text, host, target, signature, pathAlone: !string.IsNullOrEmpty(named));
        if (found is null) why = "The signature fits no key of the resource. Look at the access key, the host with its port, the path as it is sent, and the query.";
        return found;
    }

    /// <summary>Whether the body is the one that was signed.</summary>
    public static bool FitsBody(HttpRequest request, ReadOnlySpan<byte> body)
    {
        Span<byte> claimed = stackalloc byte[SHA256.HashSizeInBytes];
        Span<byte> actual = stackalloc byte[SHA256.HashSizeInBytes];
        var text = (string?)request.Headers[HashHeader] ?? "";
        if (body.IsEmpty && text == HashOfNothing) return true;
        if (text.Length != 44 || !Convert.TryFromBase64String(text, claimed, out var length) || length != claimed.Length) return false;
        SHA256.HashData(body, actual);
        return CryptographicOperations.FixedTimeEquals(claimed, actual);
    }

    // The host's first label is the resource's name; where it is not, any resource whose key fits.
    private (CommunicationResource, AccessKeyKind)? Find(SignedText text, ReadOnlySpan<char> host, ReadOnlySpan<char> target, ReadOnlySpan<byte> signature, bool pathAlone)
    {
        if (HostLabel.Resource(host, resources) is { } named) return Try(named, text, target, signature, pathAlone) is { } key ? (named, key) : null;
        foreach (var resource in resources.All)
        {
            if (Try(resource, text, target, signature, pathAlone) is { } fits) return (resource, fits);
        }
        return null;
    }

    private static AccessKeyKind? Try(CommunicationResource resource, SignedText text, ReadOnlySpan<char> target, ReadOnlySpan<byte> signature, bool pathAlone)
    {
        if (text.SignedBy(resource.Keys, target, signature) is { } raw) return raw;
        var mark = target.IndexOf('?');
        if (mark < 0) return null;
        var query = FormQuery.Canonical(target[(mark + 1)..]);
        if (!query.AsSpan().SequenceEqual(target[(mark + 1)..]) && text.SignedBy(resource.Keys, query.Length == 0 ? target[..mark] : $"{target[..mark]}?{query}", signature) is { } form) return form;
        // Recordings: what is signed is the address without its query, and the host stands in a header of its own.
        return pathAlone ? text.SignedBy(resource.Keys, target[..mark], signature) : null;
    }

    private bool IsNow(string date, out string why)
    {
        why = "";
        if (!DateTimeOffset.TryParseExact(date, "r", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var sent))
        {
            why = $"The header {DateHeader} must be a date as in RFC 1123: Sat, 28 Nov 2026 07:00:00 GMT.";
            return false;
        }
        var skew = sent - clock.GetUtcNow();
        if (skew.Duration() <= ClockSkew) return true;
        why = string.Create(CultureInfo.InvariantCulture, $"{DateHeader} is {skew.Duration().TotalMinutes:0} minutes {(skew > TimeSpan.Zero ? "ahead of" : "behind")} the gateway's clock; {ClockSkew.TotalMinutes} are allowed.");
        return false;
    }
}
