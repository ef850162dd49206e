using System.Runtime.CompilerServices;

namespace Telephony.Interop.Carriers;

/// <summary>Scripts that run below Node.js, and the packages they use (installed by <c>Tests/install-peers.sh</c>).</summary>
internal static class Node
{
    public static string Folder { get; } = Path.GetFullPath(Path.Combine(Here(), "..", "..", "Node"));

    public static string Script(string name) => Path.Combine(Folder, name);

    private static string Here([CallerFilePath] string path = "") => path;
}
