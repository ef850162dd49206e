using Telephony.Peers.Gateway;
using Telephony.Peers.Processes;

namespace Telephony.Peers.Agents;

/// <summary>A script of <c>Tests/Interop/Node</c>: the official SDKs as applications use them.</summary>
public static class NodeScript
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    /// <summary>Starts a script that goes on until it is disposed.</summary>
    /// <param name="limit">Null: it is short.</param>
    /// <param name="reads">It is told something on its standard input.</param>
    public static Task<ChildProcess> StartAsync(string script, IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment = null, TimeSpan? limit = null, bool reads = false) =>
        ChildProcess.StartAsync(script, "node", [Path.Combine(Folder, script), .. arguments], Folder, limit ?? Patience, environment, reads: reads);

    /// <summary>Runs a script to its end against a gateway, with nothing but a connection string and the authority to trust.</summary>
    /// <returns>Its exit code and all it printed.</returns>
    public static async Task<(int Code, string Log)> RunAsync(string script, GatewayProcess gateway, string resource = "default", params (string Name, string Value)[] environment)
    {
        var variables = new Dictionary<string, string>
        {
            ["CONNECTION_STRING"] = await gateway.ConnectionStringAsync(resource),
            ["NODE_EXTRA_CA_CERTS"] = gateway.AuthorityFile,
        };
        foreach (var (name, value) in environment) variables[name] = value;
        await using var process = await StartAsync(script, [], variables);
        var code = await process.ExitAsync(Patience);
        return (code, process.Log);
    }

    private static string Folder => Path.Combine(Repository.Root, "Tests", "Interop", "Node");
}
