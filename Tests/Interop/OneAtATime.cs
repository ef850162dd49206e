using Xunit;
using Xunit.Sdk;
using Xunit.v3;

// Two cores carry the gateway and its peers: calls of two tests at once would judge the machine, not the gateway.
[assembly: Parallelization(Mode = ParallelMode.None)]
