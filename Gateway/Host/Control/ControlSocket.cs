using System.Net.Sockets;

namespace Telephony.Host.Control;

/// <summary>
/// The way from a command to the running gateway: HTTP over a Unix socket in the data directory. Whoever may use it is decided by the file's owner and mode (0600), not by a
/// port that any program, or any web page open on this machine, could reach.
/// </summary>
internal static class ControlSocket
{
    private const string FileName = "gateway.sock";
    private const string UrlPrefix = "http://unix:";
    private const int LongestPath = 107;      // sun_path of sockaddr_un, with its zero
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    public static string PathIn(string dataDirectory) => Path.Combine(dataDirectory, FileName);

    /// <summary>False where the path is longer than the system takes: then there are no commands to a running gateway.</summary>
    public static bool IsUsable(string dataDirectory) => System.Text.Encoding.UTF8.GetByteCount(PathIn(dataDirectory)) <= LongestPath;

    /// <summary>Before the web server listens on it. The data directory's lock is held: a socket that is there is of a process that is gone.</summary>
    public static void MakeRoom(string dataDirectory)
    {
        if (IsUsable(dataDirectory)) File.Delete(PathIn(dataDirectory));
    }

    public static bool IsUrl(string url) => url.StartsWith(UrlPrefix, StringComparison.Ordinal);

    /// <summary>Once the server runs.</summary>
    public static void Protect(string dataDirectory)
    {
        if (!OperatingSystem.IsWindows() && File.Exists(PathIn(dataDirectory))) File.SetUnixFileMode(PathIn(dataDirectory), OwnerOnly);
    }

    /// <summary>Whether a request came by the socket: such a connection has no IP address.</summary>
    public static bool Carries(HttpContext context) => context.Connection.RemoteIpAddress is null;

    /// <summary>A client for the gateway that runs on this data directory.</summary>
    public static HttpClient Connect(string dataDirectory) => new(new SocketsHttpHandler
    {
        ConnectCallback = async (_, cancellation) =>
        {
            var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            try
            {
                await socket.ConnectAsync(new UnixDomainSocketEndPoint(PathIn(dataDirectory)), cancellation).ConfigureAwait(false);
                return new NetworkStream(socket, ownsSocket: true);
            }
            catch
            {
                socket.Dispose();
                throw;
            }
        },
    })
    { BaseAddress = new Uri("http://gateway/") };
}
