-- The rows of every fact, in the way they are taken, with the verdict on them.
with fact_rows as (

    select * from {{ ref('int_fact_rows') }}

),

proofs as (

    select * from {{ ref('int_proofs') }}
    where is_taken

),

judged as (

    select
        fact_rows.*,
        proofs.is_proved,
        proofs.outcome,
        proofs.total_yuan,
        proofs.difference_yuan
    from fact_rows
    inner join proofs on {{ same_by('fact_rows', 'proofs', 'fact', 'choice_no', 'is_apart', 'document_id', 'phase') }}

)

select * from judged
