-- What final accounts say of a function item: 年初预算为…，支出决算为…. An item that is said twice
-- counts where it is first said in full.
with stated as (

    select * from {{ ref('fct_stated_figure') }}
    where
        concept = 'expenditure_by_function'
        and length(function_code) = 7
        and comparison is null
        and amount_yuan is not null

),

sentences as (

    select
        document_id,
        function_code,
        page,
        line_no,
        max(amount_yuan) filter (where phase = 'initial') as initial_yuan,
        max(amount_yuan) filter (where phase = 'adjusted') as adjusted_yuan,
        max(amount_yuan) filter (where phase = 'final') as final_yuan
    from stated
    group by document_id, function_code, page, line_no, sentence

),

first_said as (

    select *
    from sentences
    where final_yuan is not null and coalesce(initial_yuan, adjusted_yuan) is not null
    qualify row_number() over (
        partition by document_id, function_code order by page, line_no, final_yuan
    ) = 1

)

select * from first_said
