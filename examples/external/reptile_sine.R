# Reptile on sine waves in R, without a package: figures go out as JSON lines, and a file says when to stop.
# usage: Rscript reptile_sine.R INNER_RATE META_RATE STEPS SEED, with the folder that is its own in REPTILE_LAB_RUN
words <- as.numeric(commandArgs(trailingOnly = TRUE))
stopifnot(length(words) == 4, !is.na(words))
inner_rate <- words[1]
meta_rate <- words[2]
steps <- words[3]
run <- Sys.getenv("REPTILE_LAB_RUN", ".")
checkpoint <- file.path(run, "checkpoints", "state.rds")
dir.create(dirname(checkpoint), showWarnings = FALSE, recursive = TRUE)
set.seed(words[4])

# One hidden layer, whose units bend all over the domain.
units <- 40
slopes <- rnorm(units)
net <- list(w1 = matrix(slopes, 1), b1 = -slopes * runif(units, -5, 5), w2 = matrix(rnorm(units) / sqrt(units)), b2 = 0)

# A task: 50 points of a wave of random amplitude and phase.
wave <- function() {
  amplitude <- runif(1, 0.1, 5)
  phase <- runif(1, 0, pi)
  x <- seq(-5, 5, length.out = 50)
  list(x = matrix(x), y = amplitude * sin(x + phase))
}

hidden <- function(net, x) tanh(sweep(x %*% net$w1, 2, net$b1, "+"))
loss <- function(net, task) mean((hidden(net, task$x) %*% net$w2 + net$b2 - task$y)^2)

# Gradient descent on ten points, from the net that is given; gives another one.
adapt <- function(net, task, steps) {
  chosen <- sample(50, 10)
  x <- task$x[chosen, , drop = FALSE]
  for (step in seq_len(steps)) {
    h <- hidden(net, x)
    error <- 2 * (h %*% net$w2 + net$b2 - task$y[chosen]) / length(chosen)
    back <- (error %*% t(net$w2)) * (1 - h^2)
    slope <- list(w1 = t(x) %*% back, b1 = colSums(back), w2 = t(h) %*% error, b2 = sum(error))
    net <- Map(function(value, by) value - inner_rate * by, net, slope)
  }
  net
}

# Losses on 40 held-out waves, the same ones each time.
evaluate <- function() {
  random <- .Random.seed
  set.seed(12345)
  losses <- replicate(40, {
    task <- wave()
    loss(adapt(net, task, 10), task)
  })
  assign(".Random.seed", random, globalenv())
  c(mean(losses), 1.96 * sd(losses) / sqrt(length(losses)))
}

first <- 1
if (file.exists(checkpoint)) {
  state <- readRDS(checkpoint)
  net <- state$net
  first <- state$step + 1
  assign(".Random.seed", state$random, globalenv())
}

for (step in seq_len(steps)[seq_len(steps) >= first]) {
  adapted <- replicate(5, adapt(net, wave(), 8), simplify = FALSE)
  rate <- meta_rate * (1 - (step - 1) / steps)
  for (name in names(net)) {
    mean_value <- Reduce(`+`, lapply(adapted, function(one) one[[name]])) / length(adapted)
    net[[name]] <- net[[name]] + rate * (mean_value - net[[name]])
  }
  is_asked_to_stop <- file.exists(file.path(run, "stop"))
  is_measured <- step %% 20 == 0 || step == steps
  if (is_measured) {
    held_out <- evaluate()
    line <- sprintf('{"step": %d, "eval/loss": %.9g, "eval/loss_ci95": %.9g}\n', step, held_out[1], held_out[2])
    cat(line, file = file.path(run, "metrics.jsonl"), append = TRUE)
  }
  if (is_measured || is_asked_to_stop) {
    saveRDS(list(net = net, step = step, random = .Random.seed), paste0(checkpoint, ".new"))
    file.rename(paste0(checkpoint, ".new"), checkpoint)
  }
  if (is_asked_to_stop) break
}
