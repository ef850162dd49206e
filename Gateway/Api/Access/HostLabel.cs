using Telephony.Domain.Resources;
using Telephony.Identity.Keys;

namespace Telephony.Api.Access;

/// <summary>A host names a resource by its first label: <c>contoso.localhost:8443</c>.</summary>
internal static class HostLabel
{
    /// <summary>Null where it names none: a plain host, an address.</summary>
    public static CommunicationResource? Resource(ReadOnlySpan<char> host, ResourceDirectory resources)
    {
        var dot = host.IndexOf('.');
        return dot > 0 ? resources.Find(host[..dot]) : null;
    }
}
