using System.Net;
using System.Net.Security;
using System.Security.Authentication;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Telephony.Host.Certificates;
using Telephony.Host.Composition;
using Telephony.Host.Control;
using Telephony.Host.Settings;

namespace Telephony.Host.Web;

/// <summary>
/// Where HTTP is served: the addresses of <c>Urls</c>, those of the operator, and the control socket. HTTPS shows the certificates of the SIP listeners, chosen by name (SNI) for each
/// handshake, so that renewed ones are shown from then on.
/// </summary>
internal static class WebListeners
{
    public const string Default = "http://127.0.0.1:8080;https://127.0.0.1:8443";

    private const string OperatorField = "Telephony:Telemetry:Urls";

    private const string Form = "allowed are http and https URLs with semicolons, such as \"" + Default + "\": an IP address, localhost or * for all, and a port; no path";

    /// <summary>Where it is to be served, with semicolons.</summary>
    public static string UrlsOf(IConfiguration configuration) => configuration["urls"] is { Length: > 0 } urls ? urls : Default;

    /// <summary>As <see cref="UrlsOf"/>, for who has not the web server's own configuration.</summary>
    public static string UrlsOf(GatewaySettings settings) => Environment.GetEnvironmentVariable("ASPNETCORE_URLS") is { Length: > 0 } urls ? urls : UrlsOf(settings.Source.Configuration);

    /// <summary>What is wrong with them, in a sentence; null: nothing.</summary>
    public static string? Mistake(GatewaySettings settings)
    {
        try
        {
            Read(UrlsOf(settings), "Urls", settings);
            Read(settings.OperatorUrls, OperatorField, settings);
            return null;
        }
        catch (StartException wrong)
        {
            return wrong.Message;
        }
    }

    /// <exception cref="StartException">A URL cannot be read.</exception>
    public static void Add(WebApplicationBuilder builder, GatewaySettings settings, Func<CertificateStore?> certificates)
    {
        var (addresses, operators) = (Read(UrlsOf(builder.Configuration), "Urls", settings), Read(settings.OperatorUrls, OperatorField, settings));
        // The server would complain that they are named twice.
        builder.Configuration["urls"] = "";
        builder.WebHost.UseSetting(WebHostDefaults.ServerUrlsKey, "");
        // A connection that is quiet holds 4 kB, and a request saves two system calls.
        builder.WebHost.UseSockets(static sockets => sockets.WaitForDataBeforeAllocatingBuffer = false);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            foreach (var address in addresses) Listen(kestrel, address, certificates, isOperators: false);
            foreach (var address in operators) Listen(kestrel, address, certificates, isOperators: true);
            if (ControlSocket.IsUsable(settings.DataDirectory)) kestrel.ListenUnixSocket(ControlSocket.PathIn(settings.DataDirectory));
        });
    }

    private static List<BindingAddress> Read(string urls, string field, GatewaySettings settings)
    {
        var addresses = new List<BindingAddress>();
        foreach (var url in urls.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            try
            {
                var address = BindingAddress.Parse(url);
                if (address.Scheme is not ("http" or "https") || address.IsUnixPipe || address.IsNamedPipe || address.PathBase.Length > 0) throw Wrong(url, field, settings, null);
                addresses.Add(address);
            }
            catch (FormatException broken)
            {
                throw Wrong(url, field, settings, broken);
            }
        }
        return addresses;
    }

    private static StartException Wrong(string url, string field, GatewaySettings settings, Exception? why) => new($"{settings.Source.File}: {field}: \"{url}\" cannot be served; {Form}.", why);

    private static void Listen(KestrelServerOptions kestrel, BindingAddress address, Func<CertificateStore?> certificates, bool isOperators)
    {
        if (address.Host.Equals("localhost", StringComparison.OrdinalIgnoreCase)) kestrel.ListenLocalhost(address.Port, Configure);
        else if (IPAddress.TryParse(address.Host.Trim('[', ']'), out var ip)) kestrel.Listen(ip, address.Port, Configure);
        else kestrel.ListenAnyIP(address.Port, Configure);      // * and +, and names, as the server itself reads them

        void Configure(ListenOptions options)
        {
            if (isOperators) OperatorDoor.Mark(options);
            if (address.Scheme == "https") options.UseHttps(new TlsHandshakeCallbackOptions { OnConnection = context => ValueTask.FromResult(Answer(context.ClientHelloInfo.ServerName, certificates())) });
        }
    }

    private static SslServerAuthenticationOptions Answer(string serverName, CertificateStore? store) => new()
    {
        ServerCertificateContext = (store?.ForServerName(serverName) ?? throw new AuthenticationException("there is no certificate of ours")).Context,
        EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
        AllowRenegotiation = false,
    };
}
