// Entry of the kernels for one set of instructions: runs programs of operations, as `program.ts` of the WebAssembly
// kernels does. Compiled once for each set in each family of bits, which KERNELS names; nothing is shared between them.

#include "activation.h"
#include "batchNorm.h"
#include "batchNormPool.h"
#include "batchNormTangent.h"
#include "dropout.h"
#include "inputConvolution.h"
#include "linear.h"
#include "loss.h"
#include "optimizer.h"
#include "pooling.h"
#include "product.h"
#include "samples.h"
#include "separable.h"
#include "winograd.h"

namespace {

// Carries out the operation at an address. Returns the address of the next one; of END, that of END itself; nothing where
// no operation has the code. An operation of the table without a kernel does not compile.
INLINE Address carryOutAt(Address at, Context &context) {
  switch (wordAt(at)) {
#define CASE(Operation) case Operation::CODE: carryOut(Operation{at, context}, context); return at + Operation::BYTES;
    EACH_OPERATION(CASE)
#undef CASE
    case End::CODE: return at;
    default: return nullptr;
  }
}

Context contextOf(State *state, Address memory, const Run &run) {
  return {
    memory, *state, static_cast<int>(run.batch), memory + run.inputs, memory + run.targets, memory + run.losses,
  };
}

int runProgram(State *state, Address memory, const Run *run) {
  Context context = contextOf(state, memory, *run);
  for (unsigned step = 0; step < run->steps; step++) {
    for (Address at = memory + run->program; wordAt(at) != End::CODE;) {
      at = carryOutAt(at, context);
      if (at == nullptr) return 0;
    }
    state->dropoutStep++;
    context.inputs += run->inputBytes;
    context.targets += run->targetBytes;
    context.loss += 4;
  }
  return 1;
}

unsigned runOperation(State *state, Address memory, const Run *run) {
  Context context = contextOf(state, memory, *run);
  const Address next = carryOutAt(memory + run->program, context);
  return next == nullptr ? 0 : static_cast<unsigned>(next - memory);
}

void moveMatrix(Address memory, int rows, int columns, unsigned flat, unsigned panels, int pack) {
  movePanels(rows, columns, memory + flat, memory + panels, pack != 0);
}

} // namespace

extern "C" {
extern int IS_SUPPORTED(void);
extern const Kernels KERNELS;
const Kernels KERNELS = {NAME, IS_SUPPORTED, runProgram, runOperation, moveMatrix};
}
