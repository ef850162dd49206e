using Telephony.Ivr.Flows.Documents;
using Telephony.Ivr.Flows.Engine;
using Telephony.Ivr.Library;

namespace Telephony.Host.Commands;

/// <summary>Flows as files that commands are given. Flows that a flow calls are looked for beside it.</summary>
internal static class FlowFiles
{
    /// <summary>Null, and every mistake on the console, when it does not read.</summary>
    public static FlowProgram? Load(string file)
    {
        var folder = Path.GetDirectoryName(Path.GetFullPath(file)) ?? ".";
        var good = true;
        if (Read(file) is not { } main) return null;
        if (!FlowProgram.TryCompose(main.Name, name => name == main.Name ? (main, 1) : Read(Path.Combine(folder, $"{name}.json")) is { } called ? (called, 1) : null, out var program, out var sentences)) good = false;
        foreach (var sentence in sentences) Console.Error.WriteLine($"{file}: {sentence}");
        return good ? program : null;

        Flow? Read(string path)
        {
            if (!File.Exists(path))
            {
                if (path == file) Console.Error.WriteLine($"There is no file {path}.");
                return null;
            }
            if (FlowReader.TryRead(File.ReadAllBytes(path), out var flow, out var mistakes, other => FlowFolder.Beside(folder, other))) return flow;
            foreach (var mistake in mistakes) Console.Error.WriteLine($"{path}: {mistake}");
            good = false;
            return null;
        }
    }
}
