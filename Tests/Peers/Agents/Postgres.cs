using System.Globalization;
using Npgsql;
using Telephony.Peers.Processes;

namespace Telephony.Peers.Agents;

/// <summary>A PostgreSQL server on loopback with data of its own. Without synced writes, unless it is to be killed: then what it has confirmed must be there afterwards.</summary>
public sealed class Postgres : IAsyncDisposable
{
    private const string User = "test";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly WorkFolder _work = new();
    private readonly bool _synced;
    private ChildProcess? _server;
    private int _databases;

    private Postgres(bool synced) => _synced = synced;

    public int Port { get; } = Ports.Take();

    /// <summary>What the server has said since it was last started.</summary>
    public string Log => _server?.Log ?? "";

    public bool IsRunning => _server is not null;

    public static async Task<Postgres> StartAsync(bool synced = false)
    {
        var postgres = new Postgres(synced);
        try
        {
            if (Environment.UserName == "root") await RunAsync("chown", ["postgres:", postgres._work.Path], "/");
            await postgres.RunAsync("initdb", ["-D", postgres._work.File("data"), "-U", User, "--auth=trust", "-E", "UTF8", "--locale=C", "-N"]);
            await postgres.StartAgainAsync();
            return postgres;
        }
        catch
        {
            await postgres.DisposeAsync();
            throw;
        }
    }

    public string ConnectionString(string database, string more = "") => $"Host=127.0.0.1;Port={Port};Database={database};Username={User};{more}";

    /// <summary>A new database; a copy of <paramref name="template"/>, to which nobody may be connected.</summary>
    public async Task<string> CreateDatabaseAsync(string? template = null)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"db{Interlocked.Increment(ref _databases)}");
        await ExecuteAsync("postgres", $"CREATE DATABASE {name} TEMPLATE {template ?? "template0"} STRATEGY FILE_COPY");
        return name;
    }

    public Task DropDatabaseAsync(string name) => ExecuteAsync("postgres", $"DROP DATABASE {name} WITH (FORCE)");

    public async Task ExecuteAsync(string database, string sql)
    {
        await using var connection = new NpgsqlConnection(ConnectionString(database, "Pooling=false"));
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>After <see cref="StopAsync"/> or <see cref="KillAsync"/>: on the same port and data.</summary>
    public async Task StartAgainAsync()
    {
        string[] fast = _synced ? [] : ["-c", "fsync=off", "-c", "synchronous_commit=off", "-c", "full_page_writes=off"];
        var (program, arguments) = AsOwner("postgres",
        [
            "-D", _work.File("data"), "-p", Port.ToString(CultureInfo.InvariantCulture), "-c", "listen_addresses=127.0.0.1", "-c", $"unix_socket_directories={_work.Path}",
            "-c", "max_connections=200", .. fast,
        ]);
        _server = await ChildProcess.StartAsync("postgres", program, arguments, _work.Path, TimeSpan.FromMinutes(15), Home);
        await _server.SaysAsync("ready to accept connections", Patience);
    }

    /// <summary>Ends every connection and the server, in order.</summary>
    public Task StopAsync() => EndAsync(PosixSignalNumber.Interrupt);

    /// <summary>As a crash would: at the next start it replays its log.</summary>
    public Task KillAsync() => EndAsync(PosixSignalNumber.Quit);

    /// <summary>Nothing of it runs any more, and no connection ends: as behind a network that swallows, or on a disk that hangs.</summary>
    public void Freeze() => SignalAll(PosixSignalNumber.Stop);

    public void Thaw() => SignalAll(PosixSignalNumber.Continue);

    public async ValueTask DisposeAsync()
    {
        Thaw();
        await KillAsync();
        _work.Dispose();
    }

    private Dictionary<string, string> Home => new() { ["HOME"] = _work.Path, ["LC_ALL"] = "C" };

    // The server is one process per connection, and some of its own.
    private void SignalAll(PosixSignalNumber signal)
    {
        if (_server is not { } server) return;
        foreach (var pid in (int[])[server.Pid, .. ProcessFigures.Children(server.Pid)]) Native.Kill(pid, (int)signal);       // one that has ended meanwhile is not there
    }

    private async Task EndAsync(PosixSignalNumber signal)
    {
        if (_server is not { } server) return;
        server.Signal(signal);
        await server.ExitAsync(Patience);
        await server.DisposeAsync();
        _server = null;
    }

    private Task RunAsync(string program, string[] words)
    {
        var (wrapped, arguments) = AsOwner(program, words);
        return RunAsync(wrapped, arguments, _work.Path, Home);
    }

    private static async Task RunAsync(string program, IEnumerable<string> arguments, string folder, IReadOnlyDictionary<string, string>? environment = null)
    {
        await using var process = await ChildProcess.StartAsync(program, program, arguments, folder, Patience, environment);
        var code = await process.ExitAsync(Patience);
        if (code != 0) throw new InvalidOperationException($"{program} ended with {code}:\n{process.Log}");
    }

    // PostgreSQL does not run as root: then as the user that its package made.
    private static (string Program, IEnumerable<string> Arguments) AsOwner(string program, IEnumerable<string> arguments)
    {
        var whole = Path.Combine(Binaries(), program);
        return Environment.UserName == "root" ? ("setpriv", ["--reuid=postgres", "--regid=postgres", "--init-groups", whole, .. arguments]) : (whole, arguments);
    }

    // Debian keeps them apart by version, and not in PATH.
    private static string Binaries() =>
        Directory.Exists("/usr/lib/postgresql") && Directory.EnumerateDirectories("/usr/lib/postgresql").Select(static folder => Path.Combine(folder, "bin")).Where(Directory.Exists).Max(StringComparer.Ordinal) is { } newest
            ? newest
            : throw new InvalidOperationException("PostgreSQL is not installed: Tests/install-peers.sh does it.");
}
